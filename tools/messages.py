"""Keeps the catalogues: gathers what is marked, makes Traditional Chinese, compiles. Needs no gettext tools.

python tools/messages.py gather     update en, zh_Hans and zh_Hant from the sources
python tools/messages.py compile    write the .mo files that Django reads
python tools/messages.py check      fail if anything is missing, is not good Chinese, or differs from what gather would write
"""

import functools
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import opencc
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "xinghe"
LOCALE = SOURCES / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What readers of Traditional Chinese call otherwise. 程序 is not here: in a union it means procedure.
TRADITIONAL = {
    "数据库": "資料庫", "软件包": "套件", "服务器": "伺服器", "单元格": "儲存格", "命令行": "命令列",
    "区域设置": "地區設定", "套接字": "通訊端", "工作簿": "活頁簿", "软件": "軟體", "网络": "網路",
    "文件": "檔案", "数据": "資料", "链接": "連結", "设置": "設定", "搜索": "搜尋",
    "登录": "登入", "菜单": "選單", "打印": "列印", "导出": "匯出", "字符": "字元",
    "刷新": "重新整理", "密钥": "金鑰", "端口": "連接埠", "进程": "處理程序", "信息": "資訊",
    "视频": "影片", "相册": "相簿", "脚本": "指令碼", "响应": "回應", "域名": "網域名稱",
    "客户端": "用戶端", "二维码": "二維條碼", "压缩包": "壓縮檔", "用户名": "使用者名稱",
    "启用": "啟用", "启动": "啟動", "迁移": "遷移", "应答": "回應", "联系": "聯繫",
    "嵌入对象": "嵌入物件", "文件名": "檔名", "窗口": "視窗", "队列": "佇列", "重置": "重設",
}  # fmt: skip
# Names that stay as they are in Chinese. Whatever is quoted as a command (“xinghe …”, `…`, --option) need not be here.
NAMES = frozenset({
    "Allow", "Authorization", "Bearer", "CSV", "DATABASE_URL", "DTD", "Ed", "English", "Excel", "HEIC", "HEIF",
    "HMAC-SHA", "JPEG", "JSON", "JavaScript", "MB", "MP", "OpenAPI", "PDF", "PG_BIN", "PIN", "POST",
    "PostgreSQL", "Python", "RFC", "RateLimit", "SHA-", "Standard", "UTF-", "WPS", "Webhooks", "Word", "XFA",
    "XINGHE_PORT", "XINGHE_VAR", "I", "L", "Location", "O", "U", "csv", "cursor", "docx", "false", "fields", "https", "iPhone", "next",
    "ods", "pdf", "pptx", "previous", "true", "xls", "xlsx", "xx",
})  # fmt: skip
_LITERAL = r"""\s*u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")\s*,?"""
_CALL = re.compile(rf"\b(_|n?p?gettext)\(((?:{_LITERAL})+)")
_PLACE = re.compile(r"%\(\w+\)[sdif]|%[sd%]")
_HAN = r"[\u3400-\u9fff]"
# Markup, and commands to be typed as they stand.
_AS_TYPED = re.compile(
    r"<[^>]*>|`[^`]*`|\{[a-z]+\}|“xinghe [^”]*”|「xinghe [^」]*」|--[a-z-]+|[a-z]+://[!-~]+|C\.UTF-8|%%[0-9]+"
    r"|(?<![A-Za-z])(?:xinghe|serve|make|apt-get|chmod|pg_dumpall|root|libc-bin|glibc-minimal-langpack)(?![A-Za-z])"
    r"(?: [a-z0-9+=-]+| '[^']*')*"
)
_HALF_WIDTH = re.compile(
    rf"(?<={_HAN}) *[,;:!?](?![0-9])|(?<={_HAN})\.(?=\s|$|{_HAN})|(?<={_HAN})[()](?={_HAN})"
)
_BLANK = re.compile(rf"(?<={_HAN}) (?=[\w%])|(?<=[\w)]) (?={_HAN})|(?<=\)s) (?={_HAN})")
_STRAIGHT = re.compile(rf"(?<={_HAN})[\"']|[\"'](?={_HAN})")
# Simplified by nature, but Traditional in these words; and what conversion by character makes of words.
_MEANT = re.compile(r"公里|里程|批准|准許|[獲不]准|若干|干[擾預涉]")
_MISTAKEN = re.compile(r"[日標]志|復核|重復|[回答][復複]|恢複|制[造作成]|[聯關]系|[“”]")


def found() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """(file, line, message or its plural pair, context) of everything marked in sources and templates."""
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure(USE_I18N=True)
    for path in sorted([*SOURCES.rglob("*.py"), *SOURCES.rglob("*.html"), *SOURCES.rglob("*.txt")]):
        if "locale" in path.parts or "migrations" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        if path.suffix != ".py":
            # What templatize leaves between the calls is not Python; the calls are.
            calls = _CALL.finditer(templatize(text, origin=name))
            text = "\n".join(f"{call[1]}({call[2].rstrip(', ')})" for call in calls)
        stream = io.BytesIO(text.encode())
        for line, message, _, context in extract("python", stream, KEYWORDS, options={"encoding": "utf-8"}):
            yield name, line, message, context


def gathered() -> Catalog:
    """All that is marked, without translations, in the order of its words so that a diff is small."""
    catalog = Catalog()
    for name, _line, message, context in found():
        # Files without lines: a line more above must not change the catalogue.
        catalog.add(message, context=context, locations=[(name, 0)])
    return catalog


def read(language: str) -> Catalog:
    """The catalogue as it stands, empty if there is none."""
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """The catalogue with what is marked now: known translations kept, new ones empty, gone ones dropped."""
    old, new = read(language), Catalog(locale=language, project="Xinghe", charset="utf-8", fuzzy=False)
    parts = _parts(language)
    for message in gathered():
        if not message.id:
            continue
        known = old.get(message.id, message.context)
        kept = _strings(known) if known is not None and _is_full(known) else parts.get(_key(message), ("",))
        places = sorted({name for name, _ in message.locations})
        new.add(
            message.id,
            kept if message.pluralizable else kept[0],
            context=message.context,
            locations=[(name, 0) for name in places[:3]],
        )
    return new


def _parts(language: str) -> dict[tuple[str, str | None], tuple[str, ...]]:
    """Translations that came with a piece of work, in ``locale/*.<language>.po-part``."""
    known: dict[tuple[str, str | None], tuple[str, ...]] = {}
    for path in sorted(LOCALE.glob(f"*.{language}.po-part")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and message.string:
                    known[_key(message)] = _strings(message)
    return known


def _key(message: Message) -> tuple[str, str | None]:
    return str(message.id if isinstance(message.id, str) else message.id[0]), message.context


def _strings(message: Message) -> tuple[str, ...]:
    """The translation, one string or one for each plural form; missing ones are empty."""
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return tuple(string or "" for string in strings)


def _is_full(message: Message) -> bool:
    return all(_strings(message))


def traditional(source: Catalog) -> Catalog:
    """Traditional Chinese made from Simplified by words, not characters."""

    def turned(text: str) -> str:
        for simplified in sorted(TRADITIONAL, key=len, reverse=True):
            text = text.replace(simplified, TRADITIONAL[simplified])
        return _convert()(text).replace("“", "「").replace("”", "」")

    made = Catalog(locale="zh_Hant", project="Xinghe", charset="utf-8", fuzzy=False)
    for message in source:
        if message.id:
            strings = tuple(turned(string) for string in _strings(message))
            made.add(
                message.id,
                strings if message.pluralizable else strings[0],
                context=message.context,
                locations=message.locations,
            )
    return made


def written(catalog: Catalog) -> bytes:
    """The file of a catalogue: sorted, without dates that would change on every run."""
    stream = io.BytesIO()
    write_po(stream, catalog, sort_output=True, width=100, omit_header=False, include_lineno=False)
    return re.sub(rb'"(POT-Creation-Date|PO-Revision-Date|Generated-By)[^\n]*\n', b"", stream.getvalue())


def faults_of_chinese(text: str) -> Iterator[str]:
    """What a reader of Chinese would stumble over in one translation, in either script."""
    bare = _AS_TYPED.sub("", text)
    told = _PLACE.sub("字", bare)
    if _HALF_WIDTH.search(told):
        yield "half-width punctuation"
    if _BLANK.search(bare):
        yield "a blank beside a Chinese character"
    if _STRAIGHT.search(told):
        yield "straight quotation marks"
    for word in re.findall(r"[A-Za-z][A-Za-z_-]*", told):
        if word not in NAMES:
            yield f"“{word}” is English"


def faults_of_traditional(text: str) -> Iterator[str]:
    """Simplified characters, and characters that conversion mistakes for others."""
    for character in re.findall(_HAN, _MEANT.sub("", text)):
        if not _is_traditional(character):
            yield f"“{character}” is a Simplified character"
    for found in _MISTAKEN.finditer(text):
        yield f"“{found[0]}” stands for another character"


def _is_traditional(character: str) -> bool:
    """Whether Big5 has it, which was made of Traditional Chinese, and conversion leaves it alone."""
    try:
        character.encode("big5")
    except UnicodeEncodeError:
        return False
    return _convert()(character) == character


@functools.cache
def _convert() -> Callable[[str], str]:
    convert: Callable[[str], str] = opencc.OpenCC("s2tw").convert
    return convert


def faults(catalog: Catalog, language: str) -> list[str]:
    """What is missing, names other places than the source, or is not good Chinese."""
    wrong = []
    for message in catalog:
        if not message.id:
            continue
        source = message.id if isinstance(message.id, str) else message.id[-1]
        if not _is_full(message):
            wrong.append(f"{language}: no translation of “{source}”")
            continue
        for string in _strings(message):
            if set(_PLACE.findall(source)) - {"%%"} != set(_PLACE.findall(string)) - {"%%"}:
                wrong.append(f"{language}: other places than in “{source}”: “{string}”")
            told = [*faults_of_chinese(string)]
            if language == "zh_Hant":
                told += faults_of_traditional(string)
            wrong += [f"{language}: {one}: “{string}”" for one in told]
    return wrong


def gather() -> int:
    """Write zh_Hans with what is new left empty, and zh_Hant made from it."""
    simplified = updated("zh_Hans")
    for language, catalog in (("zh_Hans", simplified), ("zh_Hant", traditional(simplified))):
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(written(catalog))
    missing = faults(simplified, "zh_Hans") + faults(traditional(simplified), "zh_Hant")
    print(*missing, f"{len(simplified)} messages, {len(missing)} faults", sep="\n")
    return 0


def compile_all() -> int:
    """Write the .mo files."""
    for language in ("zh_Hans", "zh_Hant"):
        catalog = read(language)
        with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("wb") as file:
            write_mo(file, catalog)
        print(f"{language}: {len(catalog)} messages")
    return 0


def check() -> int:
    """Fail if a catalogue is not complete, or not what gather would write."""
    simplified = updated("zh_Hans")
    wrong = []
    for language, catalog in (("zh_Hans", simplified), ("zh_Hant", traditional(simplified))):
        wrong += faults(catalog, language)
        path = LOCALE / language / "LC_MESSAGES" / "django.po"
        if not path.exists() or path.read_bytes() != written(catalog):
            wrong.append(f"{language}: not up to date; run `make messages`")
    print(*wrong, f"{len(simplified)} messages, {len(wrong)} faults", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "src"))
    steps = {"gather": gather, "compile": compile_all, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in steps:
        sys.exit(__doc__)
    sys.exit(steps[sys.argv[1]]())
