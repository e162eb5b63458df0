"""MQTT over TLS: a broker with a certificate of our own authority."""

import datetime as dt
import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from nodes.drivers.mqtt import Mqtt, MqttSettings
from tests.fixtures.programs import free_port, program, running
from tundish.errors import ConnectionFailed

pytestmark = pytest.mark.filterwarnings(  # paho leaves the socket of a failed handshake to the garbage collector
    "ignore:.*SSLSocket:pytest.PytestUnraisableExceptionWarning"
)
PEM = serialization.Encoding.PEM


def authority(folder: Path, name: str) -> tuple[x509.Name, ec.EllipticCurvePrivateKey, Path]:
    """A certificate authority: its name, key and file."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = _builder(subject, subject, key).add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    file = folder / f"{name}.pem"
    file.write_bytes(builder.sign(key, hashes.SHA256()).public_bytes(PEM))
    return subject, key, file


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    now = dt.datetime.now(dt.UTC)
    return (
        x509.CertificateBuilder(issuer, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
    )


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """Port of a broker that speaks TLS alone, and the file of the authority that vouches for 127.0.0.1."""
    issuer, authority_key, file = authority(tmp_path, "ours")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "broker")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = _builder(name, issuer, key).add_extension(address, False).sign(authority_key, hashes.SHA256())
    (tmp_path / "server.pem").write_bytes(certificate.public_bytes(PEM))
    key_text = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (tmp_path / "server.key").write_bytes(key_text)
    port = free_port()
    lines = [
        f"listener {port} 127.0.0.1", "allow_anonymous true", f"certfile {tmp_path}/server.pem",
        f"keyfile {tmp_path}/server.key", *(["user root"] if os.geteuid() == 0 else []),
    ]  # fmt: skip
    (tmp_path / "mosquitto.conf").write_text("\n".join(lines) + "\n")
    command = [program("mosquitto"), "-c", str(tmp_path / "mosquitto.conf")]
    with running(command, tmp_path / "mosquitto.log", port):
        yield port, file


def link(port: int, **settings: str | bool) -> Mqtt:
    return Mqtt("x", MqttSettings.model_validate({"port": port, "timeout": 2, **settings}), lambda state, message: None)


async def test_a_broker_that_we_trust(broker: tuple[int, Path]) -> None:
    port, authority_file = broker
    await link(port, host="127.0.0.1", tls=True, ca_file=str(authority_file)).attempt()


async def test_a_broker_that_somebody_else_vouches_for(broker: tuple[int, Path], tmp_path: Path) -> None:
    _, _, other = authority(tmp_path, "other")
    with pytest.raises(ConnectionFailed, match=r"The certificate of 127\.0\.0\.1:\d+ is not trusted"):
        await link(broker[0], host="127.0.0.1", tls=True, ca_file=str(other)).attempt()


async def test_a_certificate_for_another_host(broker: tuple[int, Path]) -> None:
    port, authority_file = broker
    with pytest.raises(ConnectionFailed, match="is not trusted: Hostname mismatch"):
        await link(port, host="localhost", tls=True, ca_file=str(authority_file)).attempt()


async def test_without_tls_where_there_is_tls(broker: tuple[int, Path]) -> None:
    with pytest.raises(ConnectionFailed):
        await link(broker[0], host="127.0.0.1").attempt()
