# On Windows what `make dist` does on Linux, and the installer with it:
#   powershell -ExecutionPolicy Bypass -File packaging\windows\build.ps1
# It needs Python 3.11 or newer, and Inno Setup 6 with ChineseSimplified.isl for the installer.
$ErrorActionPreference = "Stop"
Set-Location (Join-Path $PSScriptRoot "..\..")

function Invoke-Checked([string] $Program) {
    & $Program @args
    if ($LASTEXITCODE -ne 0) { throw "$Program failed ($LASTEXITCODE)" }
}

$python = ".venv\Scripts\python.exe"
if (-not (Test-Path $python)) { Invoke-Checked py -3 -m venv .venv }
Invoke-Checked $python -m pip install --quiet --editable ".[test,build]"
Invoke-Checked $python -m PyInstaller --noconfirm --log-level ERROR build.spec
Invoke-Checked $python -m pytest packaging -q -n 0
$version = Invoke-Checked $python -c "import gridcounter; print(gridcounter.__version__)"

$iscc = Get-Command iscc -ErrorAction SilentlyContinue
$iscc = if ($iscc) { $iscc.Source } else { "${env:ProgramFiles(x86)}\Inno Setup 6\ISCC.exe" }
Invoke-Checked $iscc "/DAppVersion=$version" packaging\windows\gridcounter.iss
