"""The versions of the packs that this program ships or once shipped: any other text is not the program's own.

They stand in the code, so that a pack file that was edited in the installed program is noticed too.
"""

from __future__ import annotations

from enum import StrEnum

#: A version is the digest of the whole text, so it names the place as well. None is taken out: notices rest on them.
SHIPPED = frozenset(
    {
        "sha256:0b1ac2c943a836833f8352349f88280b8594e36ab5de4cce8d1f6716851fd6eb",  # jining of the first release
        "sha256:5569a5277d17cf0a305eb0c9a445be27ec2c0e6c2688c3d8e6df3e1f00e8cb96",  # baseline of the first release
        "sha256:bc7dd030099fa35c4b43d9463a4e0e14bdc6172251c6d151fa2ad6316ed350c7",  # baseline
        "sha256:65320d19ac203838f55aa815e06a2ae186cbc4d1fa9d4a60b4cfb066db569b9d",  # baseline before that
        "sha256:e10541266e3a31c5098d30b56e45a361ead87d37781836670217a52939ff04f2",  # jining
        "sha256:aa5394fdd185bd71e9d1681d7a2e0b1c92e9b358cd9cc421a25abbd014a1638f",  # liangzihu
        "sha256:516a067873b6438be22c9b8191d38b28e1fa4f09c24693bb842cdb489fdc6b0d",  # lianyungang
        "sha256:57c63979190813f2d3eb457fa739329f0f7cf63441f3196b326e0343593fa959",  # linyi
        "sha256:58b8e9fdeedfc6a042837051a03e9ad65e1a67e5d27e658d22cc0657f82dd5d7",  # zaozhuang before its duties
        "sha256:2e604bb3b77389c4d79b92cfecd61230f550bc8758aac26acf4b9f7709c2c255",  # zaozhuang
    }
)
#: The shipped packs in force as they were checked, each with its cases and with general practice.
CHECKED = frozenset(
    {
        "039abaa46ba3328c9606a854fbcd035ce4ff303099878b6d58f6dd257f0d4eaf",  # jining
        "f5e69f27188d02bc6960aa1ade0fd98808ee03938a7be6738b4ecc790fb1e9a4",  # liangzihu
        "a82b6433ea1b8c2f25cd73faa571f96b8b9c74074e5d7b0661aaaea8bbd9d47a",  # lianyungang
        "7db02a0f2ce77fe85608a8846b65aa9b6db82d0e53fad746c68ba0b0f6017e80",  # linyi
        "50f673fcd46dbb0f8ef9dfce541510d1e20e28eeb58cc6479a82b8a0a9fb8ff8",  # zaozhuang
    }
)
_SHORT = 8


class Origin(StrEnum):
    """Where the text of a pack comes from: the program; not the program, which has another or none of the place."""

    SHIPPED = "shipped"
    DIFFERENT = "different"
    NOT_SHIPPED = "not_shipped"


_WORDS = {Origin.DIFFERENT: "与程序附带的不同", Origin.NOT_SHIPPED: "不随程序附带"}


def origin_words(version: str, origin: Origin, *, adopted: bool, name: str = "政策包") -> str:
    """政策包 3f2a91c0 由本单位启用、与程序附带的不同; "" for a shipped pack. Says nothing of right or wrong."""
    if origin == Origin.SHIPPED:
        return ""
    who = "由本单位启用、" if adopted else ""
    return f"{name} {version.removeprefix('sha256:')[:_SHORT]} {who}{_WORDS[origin]}"
