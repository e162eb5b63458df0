"""E-mail: a mail to each address about each event."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from html import escape
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationError

from nodes.action.told import told_subject, told_text
from nodes.drivers.smtp import POLICY, Smtp, checked_address
from tundish import (
    Action,
    Command,
    ConnectionRef,
    Emits,
    Event,
    Io,
    NodeConfig,
    NodeState,
    Port,
    Template,
    compiled_template,
    effect_of,
    names_of,
)
from tundish.errors import TemplateError
from tundish.fields import CompiledTemplate

LONGEST_SUBJECT = 200
COLOURS = {"critical": "#c92a2a", "serious": "#e8590c", "moderate": "#f2b705"}
URGENT = frozenset({"critical", "serious"})
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def addresses(text: str) -> list[str]:
    """Those in a text, with commas, semicolons or line breaks between; ValueError names the first that is none."""
    pieces = text.replace(";", ",").replace("\n", ",").split(",")
    return [checked_address(piece) for piece in pieces if piece.strip()]


def _addresses(text: str) -> str:
    addresses(text)
    return text


class EmailConfig(NodeConfig):
    connection: ConnectionRef("smtp") = Field(default="", title="Connection")  # type: ignore[valid-type]
    """The mail server."""
    to: Annotated[str, Field(max_length=5000, title="To"), AfterValidator(_addresses)] = ""
    """Addresses, with commas between, besides those that the node Notify names in its messages."""
    subject: Annotated[Template, Field(max_length=1000, title="Subject")] = ""
    """With `kind`, `point` and what is in the event's data between double braces. Empty: the `subject` in the data,
    else what happened to which point."""
    text: Annotated[Template, Field(max_length=10_000, title="Text")] = ""
    """The same. Empty: the `text` in the data, else all of the data."""


class TryEmail(NodeConfig):
    to: Annotated[str, Field(max_length=254, title="To")] = ""
    """Address. Empty: those in the settings."""


class Email(Action[EmailConfig, NodeState]):
    """Send a mail about each event: to the recipients that Notify names, and to the addresses in its settings.

    Every address gets a mail of its own, so that one that is refused keeps nobody else waiting; who else gets it stands
    in the header. Done means that the mail server has taken it. If that is not known it is sent again, with the same
    Message-ID. What the server refuses for good is set aside; what it refuses for now is tried for five days.
    """

    kind = "action.email"
    title = "E-mail"
    inputs = (Port.events("events", "Events", "Each of them is a mail."),)
    commands = (Command("test", "Send a test mail", "engineer", TryEmail),)
    summary_field = "to"
    lifetime: ClassVar[float | None] = 432_000.0

    def configured(self) -> None:
        self._subject = compiled_template(self.config.subject) if self.config.subject else None
        self._text = compiled_template(self.config.text) if self.config.text else None
        self._always = addresses(self.config.to)

    def on_event(self, port: str, event: Event) -> Emits:
        named, wrong = _named(event.data.get("recipients"))
        for error in wrong:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
        try:
            subject = _rendered(self._subject, event, told_subject(event))
            text = _rendered(self._text, event, told_text(event))
        except TemplateError as error:
            yield "error", self.problem(error, event.arrival, {"event": event.kind})
            return
        yield from self._mails(event, list(dict.fromkeys([*self._always, *named])), subject, text)

    def on_command(self, command: Event) -> Emits:
        try:
            args = TryEmail.model_validate(command.data.get("args") or {})
            to = addresses(args.to) or self._always
        except (ValidationError, ValueError) as error:
            yield "error", self.problem(error, command.arrival, {"command": command.kind})
            return
        if not to:
            wrong = ValueError("There is no address to send a test mail to")
            yield "error", self.problem(wrong, command.arrival, {"command": command.kind})
            return
        yield from self._mails(
            command, to, "Tundish: test / 测试", "This is a test mail, no alarm.\n这是一封测试邮件，并非报警。"
        )

    def key(self, effect: Event) -> str:
        return str(effect.data["to"])

    async def handle(self, effect: Event, io: Io) -> dict[str, Any]:
        link: Smtp = io.connection(self.config.connection)
        await link.ready(link.settings.timeout)
        to = str(effect.data["to"])
        id = effect.origin.id(io.flow) if effect.origin else "none"
        await link.send(mail(effect, f"<{id}@{link.settings.sender.partition('@')[2]}>"), to)
        return {"to": to}

    def _mails(self, cause: Event, to: list[str], subject: str, text: str) -> Emits:
        plain = " ".join("".join(c if c.isprintable() else " " for c in subject).split())  # a line break ends a header
        subject, text = (part.encode(errors="replace").decode() for part in (plain[:LONGEST_SUBJECT], text))
        about = {"all": to, "subject": subject, "text": text, "severity": cause.data.get("severity") or ""}
        for address in to:
            yield "effect", effect_of(cause, {"to": address, **about})


def mail(effect: Event, id: str) -> EmailMessage:
    """The mail that an effect stands for, all but the sender: plain text, and the same as simple HTML."""
    data = effect.data
    made = EmailMessage(policy=POLICY)
    made["Subject"] = data["subject"] or "Tundish"
    made["To"] = ", ".join(data["all"])
    made["Date"] = format_datetime(EPOCH + timedelta(microseconds=effect.time // 1000))
    made["Message-ID"] = id
    made["Auto-Submitted"] = "auto-generated"
    if data["severity"] in URGENT:
        made["Importance"] = "high"
    made.set_content(data["text"] + "\n")
    colour = COLOURS.get(data["severity"], "#868e96")
    made.add_alternative(
        f'<div style="border-left:4px solid {colour};padding-left:12px;font-family:sans-serif">'
        f'<h3 style="margin:0 0 8px">{escape(data["subject"])}</h3>'
        f'<div style="white-space:pre-wrap">{escape(data["text"])}</div></div>\n',
        subtype="html",
    )
    return made


def _named(recipients: Any) -> tuple[list[str], list[ValueError]]:
    """The addresses of whom an event names, and what is wrong with others."""
    found, wrong = list[str](), list[ValueError]()
    for recipient in recipients if isinstance(recipients, list | tuple) else ():
        email = recipient.get("email") if isinstance(recipient, Mapping) else None
        if isinstance(email, str) and email.strip():
            try:
                found.append(checked_address(email))
            except ValueError as error:
                wrong.append(error)
    return found, wrong


def _rendered(template: CompiledTemplate | None, event: Event, otherwise: str) -> str:
    return template.render(names_of(event)) if template else otherwise
