; The installer for Windows, for the user who runs it: no administrator is needed. build.ps1 compiles it with Inno Setup 6.
; A record is no part of the program and lies in %LOCALAPPDATA%\gridcounter: neither an update nor uninstalling touches it.
#ifndef AppVersion
  #error Give the version: iscc /DAppVersion=... (build.ps1 takes it from gridcounter/__init__.py)
#endif
#define Chinese AddBackslash(CompilerPath) + "Languages\ChineseSimplified.isl"
#if !FileExists(Chinese)
  #error Languages\ChineseSimplified.isl is missing: put the translation listed at jrsoftware.org/files/istrans beside the others
#endif

[Setup]
AppId={{6C0B1E5D-3A0F-4C52-9D55-7B1E0F5A9C31}
AppName=用电报装受理台
AppVersion={#AppVersion}
AppPublisher=gridcounter
SourceDir=..\..
DefaultDirName={localappdata}\Programs\gridcounter
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
CloseApplications=yes
OutputDir=dist
OutputBaseFilename=gridcounter-{#AppVersion}-windows-x64
SetupIconFile=build\gridcounter.ico
UninstallDisplayIcon={app}\gridcounter-desk.exe
Compression=lzma2
SolidCompression=yes
WizardStyle=modern

[Languages]
Name: "chinese"; MessagesFile: "compiler:Languages\ChineseSimplified.isl"

[Tasks]
Name: "desktopicon"; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"

; what an older version had and this one has not
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "dist\gridcounter\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{userprograms}\用电报装受理台"; Filename: "{app}\gridcounter-desk.exe"
Name: "{userdesktop}\用电报装受理台"; Filename: "{app}\gridcounter-desk.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\gridcounter-desk.exe"; Description: "{cm:LaunchProgram,用电报装受理台}"; Flags: nowait postinstall skipifsilent
