"""OPC UA: a link to a server, by asyncua.

The library is imported when the first link is opened: it takes a second, and not everybody has such a server.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from cryptography import x509
from pydantic import Field

from nodes.drivers.opcua_values import Typed, columns, typed
from tundish import Connection, ConnectionSettings, Duration, OnlyIf, Secret
from tundish.connection import why_not
from tundish.errors import ConnectionFailed, WriteRefused

ROOM = 64
"""Notifications that may wait for a flow that is full; then the server is made to wait."""
GOODBYE = 2.0
"""Seconds for closing politely."""
NODES_A_READ = 1000

LOGIN = {"BadUserAccessDenied", "BadIdentityTokenRejected", "BadIdentityTokenInvalid"}
SECURITY = {"BadSecurityPolicyRejected", "BadSecurityModeRejected", "BadSecurityChecksFailed"}


class OpcUaSettings(ConnectionSettings):
    url: Annotated[str, Field(pattern=r"^opc\.tcp://[^\s@]+$", title="Address")] = "opc.tcp://localhost:4840"
    """As the server tells it, for example `opc.tcp://furnace-plc:4840`."""
    user: Annotated[str, Field(title="User")] = ""
    """Empty to come anonymously."""
    password: Annotated[Secret, Field(title="Password")] = ""
    """Of that user."""
    security: Annotated[Literal["None", "Basic256Sha256"], Field(title="Security")] = "None"
    """What is asked for is what is used: if the server does not offer it, there is no connection."""
    mode: Annotated[Literal["SignAndEncrypt", "Sign"], Field(title="Mode"), OnlyIf("security", "Basic256Sha256")] = (
        "SignAndEncrypt"
    )
    """Whether messages are encrypted or only signed."""
    certificate: Annotated[str, Field(title="Our certificate"), OnlyIf("security", "Basic256Sha256")] = ""
    """File on this machine (DER or PEM); the server must trust it."""
    private_key: Annotated[str, Field(title="Our private key"), OnlyIf("security", "Basic256Sha256")] = ""
    """File on this machine that belongs to the certificate."""
    server_certificate: Annotated[
        str, Field(title="Certificate of the server"), OnlyIf("security", "Basic256Sha256")
    ] = ""
    """File on this machine. Only a server that has this certificate is talked to."""
    timeout: Annotated[Duration, Field(gt=0, le=60, title="Timeout")] = 4.0
    """How long to wait for an answer."""


class Notice(NamedTuple):
    """What one notification or read brought. `time` is -1 where the server tells none."""

    row: npt.NDArray[np.intp]
    value: npt.NDArray[np.float64]
    time: npt.NDArray[np.int64]
    quality: npt.NDArray[np.uint8]


class OpcUa(Connection[OpcUaSettings]):
    """One session; every subscriber has a subscription of its own in it."""

    kind = "opcua"
    title = "OPC UA"
    settings_type = OpcUaSettings

    def __init__(self, id: str, settings: OpcUaSettings, report: Callable[[str, str], Any]) -> None:
        super().__init__(id, settings, report)
        self._client: Any = None
        self._lost: asyncio.Future[str] | None = None
        self._types: dict[str, Any] = {}
        logging.getLogger("asyncua").setLevel(logging.CRITICAL)  # what goes wrong is told by the connection's state

    async def open(self) -> None:
        ua = _ua()
        settings = self.settings
        client: Any = import_module("asyncua").Client(settings.url, timeout=settings.timeout, watchdog_intervall=1.0)
        client.name = client.description = "Tundish"
        client.set_user(settings.user)
        client.set_password(settings.password)
        client.connection_lost_callback = self._dropped
        self._lost = asyncio.get_running_loop().create_future()
        self._types = {}
        try:
            async with asyncio.timeout(3 * settings.timeout):
                if settings.security != "None":
                    await self._secure(client)
                await client.connect()
        except ua.UaError as error:
            raise ConnectionFailed(_sentence(error, settings)) from error
        except OSError as error:
            raise ConnectionFailed(why_not(error, settings.url)) from error
        self._client = client

    async def lost(self) -> str:
        assert self._lost is not None  # noqa: S101 - called only after open
        return await self._lost

    async def close(self) -> None:
        client, self._client = self._client, None
        self._gone("the connection is being closed")
        if client:
            client.connection_lost_callback = None
            try:
                async with asyncio.timeout(GOODBYE):
                    await client.disconnect()
            except TimeoutError:
                client.disconnect_socket()

    async def notices(self, nodes: Sequence[str], interval: float) -> AsyncGenerator[Notice, None]:
        """Subscribe to all in one request; what comes, until the link is lost (ConnectionFailed)."""
        ua = _ua()
        session, lost = self._session(), self._lost
        assert lost is not None  # noqa: S101
        queue: asyncio.Queue[Notice] = asyncio.Queue(ROOM)

        async def came(result: Any) -> None:
            for part in result.NotificationMessage.NotificationData or ():
                if isinstance(part, ua.DataChangeNotification):
                    rows = [item.ClientHandle for item in part.MonitoredItems]
                    await queue.put(Notice(np.array(rows), *columns([i.Value for i in part.MonitoredItems])))

        subscription = await self._asked(
            session.create_subscription(
                ua.CreateSubscriptionParameters(
                    RequestedPublishingInterval=1000 * interval,
                    RequestedLifetimeCount=1000,
                    RequestedMaxKeepAliveCount=10,
                    PublishingEnabled=True,
                ),
                callback=came,
            )
        )
        try:
            items = [_item(row, node, interval) for row, node in enumerate(nodes)]
            results = await self._asked(
                session.create_monitored_items(
                    ua.CreateMonitoredItemsParameters(subscription.SubscriptionId, ua.TimestampsToReturn.Both, items)
                )
            )
            refused = [(i, r.StatusCode) for i, r in enumerate(results) if not r.StatusCode.is_good()]
            if refused:
                yield Notice(np.array([i for i, _ in refused]), *columns([ua.DataValue(None, c) for _, c in refused]))
            while True:
                yield await self._next(queue, lost)
        finally:
            if self._client and not lost.done():
                await session.delete_subscriptions([subscription.SubscriptionId])

    async def read_all(self, nodes: Sequence[str]) -> Notice:
        """All values now, in as few requests as possible."""
        ua = _ua()
        session, ids = self._session(), [ua.NodeId.from_string(node) for node in nodes]
        values: list[Any] = []
        for i in range(0, len(ids), NODES_A_READ):
            part = ids[i : i + NODES_A_READ]
            values += await self._asked(session.read_attributes(part, ua.AttributeIds.Value))
        return Notice(np.arange(len(nodes)), *columns(values))

    async def fits(self, address: str, value: float) -> float:
        """The value as the server will hold it; ValueError if it cannot."""
        return float((await self._typed(address, value)).value)

    async def read(self, address: str) -> float:
        """One value, now; ConnectionFailed if there is none."""
        notice = await self.read_all([address])
        if notice.quality[0] >= 0x80:  # noqa: PLR2004 - bad
            raise ConnectionFailed(f"{address} has no good value")
        return float(notice.value[0])

    async def write(self, address: str, value: float, still: Callable[[], None]) -> None:
        """Write once; see `tundish.write.Writable`."""
        ua = _ua()
        is_ = await self._typed(address, value)
        wanted = ua.WriteValue(
            ua.NodeId.from_string(address), ua.AttributeIds.Value, Value=ua.DataValue(ua.Variant(is_.value, is_.type))
        )
        session = self._session()
        still()
        results = await self._asked(session.write(ua.WriteParameters([wanted])))
        if not results[0].is_good():
            raise WriteRefused(f"{self.settings.url} refused the write to {address}: {results[0].name}")

    async def _typed(self, address: str, value: float) -> Typed:
        ua = _ua()
        if address not in self._types:
            try:
                node = ua.NodeId.from_string(address)
            except ua.UaError:
                raise ValueError(f"{address!r} is no node id: write for example `ns=2;s=Furnace.T1`") from None
            results = await self._asked(self._session().read_attributes([node], ua.AttributeIds.Value))
            if results[0].Value is None or not results[0].StatusCode.is_good():
                raise ValueError(f"{address} has no value to learn its type from: {results[0].StatusCode.name}")
            self._types[address] = results[0].Value.VariantType
        return typed(self._types[address], value)

    async def _next(self, queue: "asyncio.Queue[Notice]", lost: "asyncio.Future[str]") -> Notice:
        getting = asyncio.ensure_future(queue.get())
        either: set[asyncio.Future[Any]] = {getting, lost}
        try:
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if getting.done():
                return getting.result()
            raise ConnectionFailed(lost.result())
        finally:
            getting.cancel()

    async def _asked(self, request: Any) -> Any:
        ua = _ua()
        try:
            return await request
        except ua.UaError as error:
            raise ConnectionFailed(_sentence(error, self.settings)) from error
        except OSError as error:
            raise ConnectionFailed(why_not(error, self.settings.url)) from error

    def _session(self) -> Any:
        if self._client is None:
            raise ConnectionFailed(self.message or f"not connected to {self.settings.url}")
        return self._client.uaclient.session

    async def _secure(self, client: Any) -> None:
        settings = self.settings
        for title, path in (("certificate", settings.certificate), ("private key", settings.private_key)):
            if not Path(path).is_file():  # noqa: ASYNC240 - two small local files
                raise ConnectionFailed(f"There is no {title} at {path!r}. Security {settings.security} needs one")
        try:
            certificate = await import_module("asyncua.crypto.uacrypto").load_certificate(settings.certificate)
            names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
            client.application_uri = names.get_values_for_type(x509.UniformResourceIdentifier)[0]
        except (ValueError, x509.ExtensionNotFound, IndexError) as error:
            raise ConnectionFailed(
                f"{settings.certificate} is no certificate for OPC UA: it must name its application URI"
            ) from error
        await client.set_security(
            import_module("asyncua.crypto.security_policies").SecurityPolicyBasic256Sha256,
            certificate=settings.certificate,
            private_key=settings.private_key,
            server_certificate=settings.server_certificate or None,
            mode=_ua().MessageSecurityMode[settings.mode],
        )

    async def _dropped(self, error: Exception) -> None:
        self._gone(f"{self.settings.url} is lost: it does not answer any more")

    def _gone(self, why: str) -> None:
        if self._lost and not self._lost.done():
            self._lost.set_result(why)


def _ua() -> Any:
    """Types and errors of the library, which is not typed itself."""
    return import_module("asyncua.ua")


def _item(row: int, node: str, interval: float) -> Any:
    ua = _ua()
    return ua.MonitoredItemCreateRequest(
        ua.ReadValueId(ua.NodeId.from_string(node), ua.AttributeIds.Value),
        ua.MonitoringMode.Reporting,
        ua.MonitoringParameters(ClientHandle=row, SamplingInterval=1000 * interval, QueueSize=10, DiscardOldest=True),
    )


def _sentence(error: Exception, settings: OpcUaSettings) -> str:
    name = type(error).__name__
    if name in LOGIN:
        return f"{settings.url} does not know this user or password"
    if name in SECURITY or "No matching endpoint" in str(error):
        return f"{settings.url} does not offer security {settings.security} {settings.mode}. Choose what it offers"
    if name.startswith("BadCertificate"):
        return f"{settings.url} does not trust our certificate ({name}). Accept it on the server"
    return why_not(error, settings.url)
