"""What is wrong with a page: a stable code, the file and line, and a sentence that says what to do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.texts import Translation, msgid

SENTENCES = {
    "F01": msgid("the file is not readable text: {reason}. Save it as UTF-8."),
    "F02": msgid("an invisible character ({name}) stands here: delete it and type the word anew."),
    "F03": msgid("a page lies in faq/<topic>/<id>.md; move it into the folder of a topic."),
    "F04": msgid("“{id}” cannot be an id: use small Latin letters, digits and hyphens, at most {limit} characters."),
    "F05": msgid("another page already has the id “{id}”: {other}."),
    "F06": msgid("the topic has no {file}: add it with an order and a name in each language."),
    "F10": msgid("the field “{field}” is missing: add a line “{field}: …” at the top."),
    "F11": msgid("“{text}” is not a field: write “Name: value”, or move the text under a heading."),
    "F12": msgid("“{field}” is not a known field. Known: {known}."),
    "F13": msgid("the field “{field}” stands twice, first in line {first}: keep one."),
    "F14": msgid("“{value}” does not fit the field “{field}”: write it like {example}."),
    "F20": msgid("the heading “## {heading}: title” is missing."),
    "F21": msgid("unknown heading “{heading}”. Known: {known}."),
    "F22": msgid("the heading “{heading}” stands twice, first in line {first}: keep one."),
    "F23": msgid("the heading has no title: write “## {heading}: title”."),
    "F24": msgid("the title has {length} characters; a button holds {limit}. Shorten it."),
    "F25": msgid("there is no text under “{heading}”: write it, with an empty line before it."),
    "F26": msgid("the list “### {heading}” is missing: add it after the answer."),
    "F27": msgid("only “- ” lines may stand here, one a line."),
    "F30": msgid("HTML is not allowed. For bold write **bold**."),
    "F31": msgid("a link is written bare, as migrant.kg, without brackets."),
    "F32": msgid("italics are not allowed. For bold write **bold** with two asterisks on each side."),
    "F33": msgid("numbered lists are not allowed. Begin each line with “- ”."),
    "F34": msgid("an asterisk stands alone: bold needs two before and two after, **bold**."),
    "F35": msgid("this mark-up ({markup}) is not allowed: use paragraphs, “- ” lists, **bold** and bare links."),
    "F36": msgid("a list line begins with “- ” at the edge of the page; lists inside lists are not allowed."),
    "F37": msgid("leave an empty line between a list and the text after it."),
    "F50": msgid("§{number} is not in seeds/digest.md: cite another paragraph, or add this one to the digest."),
    "F51": msgid("“{fact}” stands in no paragraph of “Source”: correct it, or cite the paragraph that says it."),
    "F52": msgid("“{fact}” stands only in one language ({present}), not in {absent}: say the same in both."),
    "F53": msgid("the same question stands in {other}, line {line}: delete it here or there."),
    "F54": msgid("this question is too like “{question}” in {other}, line {line}: use other words, or delete one."),
    "F55": msgid("the bot does not find this page by its own question (it finds {other}): use clearer words."),
    "F56": msgid("“{id}” in “{field}” is not another page of the FAQ. Did you mean {suggestion}?"),
    "F57": msgid("there is no guide “{id}”. Known: {known}."),
    "F58": msgid("the reply has {length} characters; a Telegram message holds {limit}. Shorten the text."),
    "F59": msgid("{other} has the same title, line {line}: give each page its own."),
    "F60": msgid("the digest has no paragraph under “{heading}”: write “## §12”, then “- ” lines."),
    "F61": msgid("a line of the digest begins with one of: {known}."),
    "F62": msgid("“{text}” names no notion: write “name: Kyrgyz words | Russian words”."),
    "F63": msgid("there is no notion “{name}”: write its name as in its own line."),
    "F64": msgid("“{id}” in “{field}”: there is no such notion in faq/_concepts.txt. Perhaps {suggestion}?"),
    "W70": msgid("the page was last checked {days} days ago ({date}): check it and change “Checked”."),
    "W71": msgid(
        "“{changed}” changed and “{unchanged}” did not: see that both say the same, then check --agreed {id}."
    ),
    "W72": msgid("only {count} ways people ask: {wanted} and more find the page far better."),
    "W73": msgid("a sentence has {count} words (“{words} …”); up to {limit} are read with ease. Split it."),
    "W74": msgid("no question and no other page has the long word “{word}”: say it as people do, if that can be."),
    "W75": msgid("“{text}” is no line of this list: run “python -m bot check --agreed” to write it anew."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend in one line of one file; an F stops the page, a W advises."""

    path: Path
    line: int
    code: str
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def is_error(self) -> bool:
        """Whether the page must not reach a reader."""
        return self.code.startswith("F")

    def sentence(self, say: Translation) -> str:
        """What to do, in the editor's language."""
        return say(SENTENCES[self.code]).format(**self.values)
