"""SMTP: e-mail by a mail server, with smtplib in a thread. A connection is made for each mail and closed after it."""

import asyncio
import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from nodes.drivers.heard import heard
from tundish import Connection, ConnectionSettings, Duration, OnlyIf, Secret
from tundish.connection import why_not
from tundish.errors import ConnectionFailed, Rejected

POLICY = SMTP.clone(cte_type="7bit")  # not every server takes bytes beyond ASCII
ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+")
LONGEST_ADDRESS = 254
MOST_LINES = 1000
"""Of a server, for one mail."""
FINAL = 500
"""Codes from which on the server says never; below, not now."""


def checked_address(text: str) -> str:
    """The address without blanks around it; ValueError if it is none."""
    address = text.strip()
    if not ADDRESS.fullmatch(address) or len(address) > LONGEST_ADDRESS or not address.isascii():
        raise ValueError(f"{text[:80]!r} is no e-mail address: write name@example.org")
    return address


def _optional(text: str) -> str:
    return checked_address(text) if text.strip() else ""


class SmtpSettings(ConnectionSettings):
    host: Annotated[str, Field(min_length=1, title="Host")] = "localhost"
    """Name or address of the mail server."""
    port: Annotated[int, Field(ge=1, le=65535, title="Port")] = 587
    """587 is usual with STARTTLS, 465 with TLS, 25 without."""
    security: Annotated[Literal["starttls", "tls", "none"], Field(title="Encryption")] = "starttls"
    """STARTTLS: begin in the clear, then encrypt, or send nothing. TLS: from the first byte. None: in the clear."""
    user: Annotated[str, Field(title="User")] = ""
    """Empty if the server asks for none."""
    password: Annotated[Secret, Field(title="Password")] = ""
    """Of that user; many providers give out one for programs."""
    sender: Annotated[str, Field(title="Sender"), AfterValidator(_optional)] = ""
    """Address the mails come from, which the server must allow."""
    sender_name: Annotated[str, Field(max_length=100, title="Sender's name")] = "Tundish"
    """What stands before the address."""
    trial_to: Annotated[str, Field(title="Test mail to"), AfterValidator(_optional)] = ""
    """When the connection is tried, a test mail goes there. Empty: it only signs in."""
    ca_file: Annotated[str, Field(title="CA file"), OnlyIf("security", "starttls", "tls")] = ""
    """File on this machine with the authorities to trust (PEM). Empty: those of the system."""
    timeout: Annotated[Duration, Field(gt=0, le=30, title="Timeout")] = 15.0
    """How long to wait for an answer."""

    @model_validator(mode="after")
    def _keeps_the_password(self) -> Self:
        if self.password and self.security == "none":
            raise ValueError("a password is sent encrypted only: choose STARTTLS or TLS")
        if not self.sender_name.isprintable() or not self.user.isprintable():
            raise ValueError("a name has no control characters")
        return self


class Lines:
    """What a server says, line by line, of a session that comes to an end."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = MOST_LINES

    def readline(self, size: int) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise ConnectionError(f"it has said more than {MOST_LINES} lines")
        line: bytes = self._file.readline(size)
        return line

    def close(self) -> None:
        self._file.close()


class Session(smtplib.SMTP):
    """Does not listen for ever."""

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = Lines(self.sock.makefile("rb"))
        return super().getreply()


class SecureSession(Session, smtplib.SMTP_SSL):
    """The same over TLS."""


class Smtp(Connection[SmtpSettings]):
    """Open: the server has been asked, and let us sign in. Lost: it could not be reached for a mail."""

    kind = "smtp"
    title = "E-mail (SMTP)"
    settings_type = SmtpSettings
    _lost: asyncio.Future[str] | None = None

    @property
    def _where(self) -> str:
        return f"{self.settings.host}:{self.settings.port}"

    async def open(self) -> None:
        if not self.settings.sender:
            raise ConnectionFailed("There is no sender", "Enter the address that mails come from")
        self._lost = asyncio.get_running_loop().create_future()
        await asyncio.to_thread(self._look)

    async def lost(self) -> str:
        assert self._lost is not None  # noqa: S101 - called only after open
        return await self._lost

    async def close(self) -> None:
        self._lost = None

    async def attempt(self) -> None:
        """Sign in, and send a test mail if it is said where to."""
        await self.open()
        if to := self.settings.trial_to:
            mail = EmailMessage(policy=POLICY)
            mail["Subject"], mail["To"] = "Tundish: test / 测试", to
            mail.set_content("This is a test mail, no alarm.\n这是一封测试邮件，并非报警。\n")
            try:
                await self.send(mail, to)
            except Rejected as error:
                raise ConnectionFailed(str(error)) from error

    async def send(self, mail: EmailMessage, to: str) -> None:
        """Send it to one address, from our sender. Rejected when it never will be, ConnectionFailed when not now."""
        settings = self.settings
        mail["From"] = Address(settings.sender_name, addr_spec=settings.sender)
        try:
            await asyncio.to_thread(self._send, mail, to)
        except ConnectionError as error:  # the server was not to be used at all
            if self._lost and not self._lost.done():
                self._lost.set_result(str(error))
            raise ConnectionFailed(str(error)) from error

    def _look(self) -> None:
        try:
            with self._signed_in() as server:
                server.ehlo_or_helo_if_needed()
        except ConnectionError as error:
            raise ConnectionFailed(str(error)) from error

    def _send(self, mail: EmailMessage, to: str) -> None:
        raw = mail.as_bytes()
        with self._signed_in() as server:
            try:
                server.sendmail(self.settings.sender, [to], raw)
            except smtplib.SMTPRecipientsRefused as error:
                raise _refused(to, *error.recipients[to]) from error
            except smtplib.SMTPResponseException as error:
                raise _refused(self._where, error.smtp_code, error.smtp_error) from error

    @contextmanager
    def _signed_in(self) -> Iterator[smtplib.SMTP]:
        """A session; ConnectionError says why there is none, or why it ended."""
        settings = self.settings
        server: smtplib.SMTP | None = None
        try:
            context = ssl.create_default_context(cafile=settings.ca_file or None)
            where = (settings.host, settings.port)
            if settings.security == "tls":
                server = SecureSession(*where, timeout=settings.timeout, context=context)
            else:
                server = Session(*where, timeout=settings.timeout)
            if settings.security == "starttls":
                server.starttls(context=context)
            if settings.user:
                server.login(settings.user, settings.password)
            yield server
        except smtplib.SMTPAuthenticationError as error:
            raise ConnectionError(
                f"{self._where} refused the user or the password: {heard(error.smtp_error)}"
            ) from error
        except smtplib.SMTPNotSupportedError as error:
            raise ConnectionError(f"{self._where} does not offer what is set: {error}") from error
        except smtplib.SMTPException as error:  # before OSError, which it is one of
            raise ConnectionError(f"{self._where} broke off: {_said(error)}") from error
        except OSError as error:
            raise ConnectionError(why_not(error, self._where)) from error
        except (ValueError, LookupError, TypeError) as error:  # smtplib takes it that an answer is one
            raise ConnectionError(f"{self._where} does not speak SMTP as expected: {type(error).__name__}") from error
        finally:
            if server is not None:
                with suppress(OSError):
                    server.quit()


def _refused(whom: str, code: int, said: Any) -> ConnectionFailed | Rejected:
    why = f"{whom} was refused: {code} {heard(said)}"
    return Rejected(why) if code >= FINAL else ConnectionFailed(why)


def _said(error: smtplib.SMTPException) -> str:
    return heard(getattr(error, "smtp_error", "") or str(error) or type(error).__name__)
