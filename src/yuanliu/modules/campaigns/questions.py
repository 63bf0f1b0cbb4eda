"""What a form may ask, what it asks when nobody chose, and whether an answer will do.

A question is a dict, as it stands in `Form.fields`:
{key, kind, target, label, label_en, required, help, help_en, placeholder, placeholder_en,
options: [{value, label, label_en}], max_length}
What is chosen is stored as the option's `value`, whatever the option is called, in whichever language it was read.
`target`: the key names a field of the object that the campaign collects (`custom.x` a custom one); else it is free.
An answer is JSON: a text, a number, a list of chosen values, or for a file `{file: id, name, size}`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, count
from typing import Any

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.base.regions import REGIONS, region_of
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.metadata.services import clean_custom
from yuanliu.kernel.records.fields import FieldInfo, custom_info, model_fields
from yuanliu.kernel.records.schemas import clean_text
from yuanliu.kernel.work.object_type import model_of
from yuanliu.modules.campaigns.uploads import UnwantedFile, wanted_name

Question = dict[str, Any]

TEXTS = ("label", "help", "placeholder")
TEXT_KINDS = ("text", "long_text")
CHOICES = ("choice", "multi_choice")
PLAIN_KINDS = (*TEXT_KINDS, *CHOICES, "date", "phone", "email")
FREE_KINDS = (*PLAIN_KINDS, "region", "rating", "file")
TARGET_KINDS = (*PLAIN_KINDS, "integer", "decimal", "boolean", "url")
STARS = 5
MOST_FILES = 3  # that one form may ask for
LONGEST = 5000
STORED_AS = {"rating": "integer", "file": "text"}
# A visitor says who they are; how good a lead it is, the company says.
NOT_ASKED = {"lead": {"priority", "score"}, "account": {"kind", "level"}}
IDENTIFIERS = ("name", "company", "mobile", "phone", "email", "wechat")
USUAL = {"lead": {"name": True, "company": False, "mobile": True}, "account": {"name": True, "phone": True}}
CONSENT = "consent"

UNKNOWN = T("表单中没有这个问题", "The form does not ask this.")
TOO_LONG = T("最多 {limit} 个字", "At most {limit} characters.")
UNREADABLE = T("填写的内容无法识别", "This cannot be read.")


def available_questions(target: str) -> list[Question]:
    """The fields of the target object that a form may ask for."""
    model = model_of(target)
    fields = model_fields(model)
    wanted = [n for n in model.object_type.creatable if n not in NOT_ASKED.get(target, ())]
    infos = [fields[n] for n in wanted if not fields[n].protected]
    infos += [custom_info(field) for field in custom_fields(target)]
    return [_question(info) for info in infos if info.kind in TARGET_KINDS]


def _question(info: FieldInfo) -> Question:
    return {
        "key": info.name,
        "kind": info.kind,
        "target": True,
        "label": info.label.zh,
        "label_en": info.label.en,
        "required": info.required,
        "help": info.help.zh,
        "help_en": info.help.en,
        "placeholder": "",
        "placeholder_en": "",
        "options": [{"value": value, "label": label.zh, "label_en": label.en} for value, label, _ in info.options],
        "max_length": info.max_length,
    }


def usual_questions(target: str) -> list[Question]:
    """A form for those who are in a hurry: who you are and how to reach you."""
    usual = USUAL[target]
    found = {question["key"]: question for question in available_questions(target)}
    return [{**found[key], "required": required} for key, required in usual.items() if key in found]


def check_questions(target: str, asked: Iterable[Mapping[str, Any]]) -> list[Question]:
    """The questions of a new form version, complete; Invalid with the place of each that is wrong."""
    available = {question["key"]: question for question in available_questions(target)}
    questions: list[Question] = []
    errors: list[FieldError] = []
    for index, given in enumerate(asked):
        key = given["key"] or f"q{index + 1}"
        if key in available:
            questions.append(_asked_field(available[key], given))
        elif error := _free_error(f"fields.{index}", key, given):
            errors.append(error)
        else:
            questions.append(_free(key, given))
        if key in [question["key"] for question in questions[:-1]]:
            errors.append(FieldError(f"fields.{index}.key", "repeated", T("问题重复", "This is asked twice.")))
    if sum(question["kind"] == "file" for question in questions) > MOST_FILES:
        text = T("一个表单最多 {most} 个文件题", "A form may ask for {most} files at most.").format(most=MOST_FILES)
        errors.append(FieldError("fields", "too_many_files", text))
    if not errors and not any(question["target"] and question["key"] in IDENTIFIERS for question in questions):
        text = T("请至少询问一个可识别联系人的字段", "Ask for at least one thing that tells who the visitor is.")
        errors.append(FieldError("fields", "no_identifier", text))
    if errors:
        raise Invalid(errors=errors)
    return questions


def _asked_field(field: Question, given: Mapping[str, Any]) -> Question:
    """Of a field's options the form changes the words, not which there are."""
    kind = "region" if field["key"] == "region" else field["kind"]
    limit = _limit(field["kind"], given.get("max_length"), field["max_length"])
    words = {option["value"]: option for option in given["options"]}
    options = [{**option, **in_both(words.get(option["value"], {}), ("label",), option)} for option in field["options"]]
    asked = {"kind": kind, "required": given["required"], "max_length": limit, "options": options}
    return {**field, **in_both(given, TEXTS, field), **asked}


def in_both(given: Mapping[str, Any], parts: Iterable[str], usual: Mapping[str, Any] | None = None) -> dict[str, str]:
    """Texts in both languages: one that is missing says what the other says; where there is none, what is usual."""
    texts: dict[str, str] = {}
    for part in parts:
        found = [source for source in (given, usual or {}) if source.get(part) or source.get(f"{part}_en")]
        zh, en = (found[0].get(name, "") for name in (part, f"{part}_en")) if found else ("", "")
        texts |= {part: zh or en, f"{part}_en": en or zh}
    return texts


def text_of(question: Question, part: str, language: str) -> str:
    """`part`: label (of an option too), help or placeholder. Old forms have the last two in one language for both."""
    return question.get(f"{part}_en" if language == "en" else part) or question.get(part) or ""


def _limit(kind: str, given: int | None, most: int | None = None) -> int | None:
    """How long a text may be: what the form says, within what the field holds."""
    if kind not in TEXT_KINDS or given is None:
        return most
    return min(given, most or LONGEST)


def _free_error(path: str, key: str, given: Mapping[str, Any]) -> FieldError | None:
    if not (key.startswith("q") and key.isascii() and key.isalnum()):
        return FieldError(f"{path}.key", "unknown_field", T("没有这个字段", "There is no such field."))
    if given["kind"] not in FREE_KINDS:
        return FieldError(f"{path}.kind", "required", T("请选择题型", "Choose the kind of question."))
    if not given["label"] and not given["label_en"]:
        return FieldError(f"{path}.label", "required", T("请填写问题", "Write the question."))
    return _options_error(f"{path}.options", given["options"]) if given["kind"] in CHOICES else None


def _options_error(path: str, options: list[Mapping[str, Any]]) -> FieldError | None:
    """Options are told apart by what a visitor reads, in each language, and by what is stored."""
    texts = [in_both(option, ("label",)) for option in options]
    if not options or not all(text["label"] for text in texts):
        return FieldError(path, "required", T("请填写选项", "Write the options."))
    read = [[text[name] for text in texts] for name in ("label", "label_en")]
    stored = [option["value"] for option in options if option["value"]]
    if any(len(set(words)) < len(words) for words in (*read, stored)):
        return FieldError(path, "repeated", T("选项重复", "An option stands there twice."))
    return None


def _free(key: str, given: Mapping[str, Any]) -> Question:
    return {
        "key": key,
        "kind": given["kind"],
        "target": False,
        **in_both(given, TEXTS),
        "required": given["required"],
        "options": _free_options(given["options"]),
        "max_length": _limit(given["kind"], given.get("max_length")),
    }


def _free_options(given: Iterable[Mapping[str, Any]]) -> list[Question]:
    """A new option is stored under its words; one that was published keeps its value when the words change."""
    options: list[Question] = []
    taken = {option["value"] for option in given}
    for option in given:
        texts = in_both(option, ("label",))
        words = texts["label"]
        others = (f"{words} {number}" for number in count(2))
        value = option["value"] or next(value for value in chain([words], others) if value not in taken)
        taken.add(value)
        options.append({"value": value, **texts})
    return options


def clean_answers(questions: Iterable[Question], given: Mapping[str, Any], *, complete: bool = True) -> dict[str, Any]:
    """JSON-ready answers by key, files as they came; Invalid with one error per question.

    `complete`: required ones must be there.
    """
    by_key = {question["key"]: question for question in questions}
    unknown = [key.encode("utf-8", "replace").decode() for key in given if key not in by_key]
    errors = [FieldError(key, "unknown_field", UNKNOWN) for key in unknown]
    readable: dict[str, Any] = {}
    for key, value in given.items():
        if key in by_key:
            try:
                readable[key] = _readable(by_key[key]["kind"], value)
            except UnwantedFile as unwanted:
                errors.append(FieldError(key, unwanted.code, unwanted.detail))
            except ValueError:
                errors.append(FieldError(key, "invalid", UNREADABLE))
    wrong = {error.field for error in errors}
    fields = [_as_field(question, complete) for key, question in by_key.items() if key not in wrong]
    try:
        answers = clean_custom(fields, readable, present={}, complete=True)
    except Invalid as invalid:
        errors += [FieldError(e.field.removeprefix("custom."), e.code, e.detail) for e in invalid.errors]
        raise Invalid(errors=errors) from invalid
    errors += [
        FieldError(key, "too_long", TOO_LONG.format(limit=limit))
        for key, value in answers.items()
        if isinstance(value, str) and (limit := by_key[key]["max_length"]) and len(value) > limit
    ]
    if errors:
        raise Invalid(errors=errors)
    files = {key: given[key] for key in answers if by_key[key]["kind"] == "file"}
    return {key: files.get(key, value) for key, value in answers.items() if value not in (None, "")}


def _readable(kind: str, value: Any) -> Any:
    """A plain value that can be stored, or a list of them where several may be chosen. ValueError for anything else."""
    if kind == "file" and value not in (None, ""):
        return wanted_name(value)
    if isinstance(value, str):
        text = clean_text(value)
        if kind == "region" and text:
            return region_of(text) or text
        return _stars(text) if kind == "rating" and text else text
    if kind == "multi_choice" and isinstance(value, list):
        return [_readable("text", item) for item in value]
    if kind == "rating" and value is not None:
        return _stars(value)
    if value is None or isinstance(value, bool | int | float):
        return value
    raise ValueError


def _stars(value: Any) -> int:
    if not isinstance(value, int | str) or isinstance(value, bool) or not 1 <= (stars := int(value)) <= STARS:
        raise ValueError
    return stars


def _as_field(question: Question, complete: bool) -> CustomField:
    """A question is checked as a custom field of its kind would be: one meaning of phone, date and choice.

    By hand a region may be anything that somebody knows of it.
    """
    kind, options = question["kind"], [option["value"] for option in question["options"]]
    if kind == "region":
        kind, options = ("choice", list(REGIONS)) if complete else ("text", [])
    elif kind in STORED_AS:
        kind = STORED_AS[kind]
    return CustomField(code=question["key"], kind=kind, options=options, required=question["required"] and complete)


def is_identified(answers: Mapping[str, Any]) -> bool:
    """One identifier is enough: a card, a phone number, a WeChat id."""
    return any(answers.get(key) for key in IDENTIFIERS)


def target_values(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as values of the target object; free ones become lines of its remark, so that sales reads them."""
    by_key = {question["key"]: question for question in questions}
    values: dict[str, Any] = {"custom": {}}
    lines = []
    for key, value in answers.items():
        question = by_key.get(key)
        if question is None:
            continue
        if not question["target"]:
            lines.append(f"{question['label']}: {spoken(question, value)}")
        elif key.startswith("custom."):
            values["custom"][key.removeprefix("custom.")] = value
        else:
            values[key] = value
    if lines:
        values["remark"] = "\n".join(filter(None, [values.get("remark", ""), *lines]))
    return values


def spoken(question: Question, value: Any) -> str:
    """An answer as a line of text says it."""
    if question["kind"] == "file":
        return str(value["name"])
    if question["kind"] == "rating":
        return f"{value}/{STARS}"
    names = {option["value"]: option["label"] for option in question["options"]}
    return "、".join(names.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
