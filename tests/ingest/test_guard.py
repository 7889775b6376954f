"""Which addresses may be dialled."""

import pytest

from bot.ingest.guard import is_public, opened

SPECIAL = """127.0.0.1 127.9.9.9 0.0.0.0 10.0.0.1 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.8
    192.88.99.1 192.0.2.1 198.18.0.1 198.51.100.7 203.0.113.7 224.0.0.1 240.0.0.1 255.255.255.255 ::1 :: ::127.0.0.1
    ::ffff:127.0.0.1
    ::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b:1::1 2002:7f00:1:: 2002:a00:1:: 2001:0:7f00:1:: fe80::1 fe80::1%eth0 fc00::1
    fd00:ec2::254 fec0::1 ff02::1 100::1 2001:db8::1 nonsense"""


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_address_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("address", SPECIAL.split())
def test_special_address_is_not_public(address):
    assert not is_public(address)


def test_network_opened_on_purpose_may_be_dialled_and_no_other():
    may_dial = opened(["10.1.0.0/16"])
    assert may_dial("10.1.2.3")
    assert not may_dial("10.2.0.1")
    assert may_dial("8.8.8.8")
