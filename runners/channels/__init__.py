"""The real channels: mail, and robots and webhooks over HTTPS. A channel's secrets are read when it is used."""

from __future__ import annotations

import asyncio
from importlib import import_module

from measurements.events import Outcome
from runners.channels.mail import Letter, post_letter
from runners.channels.robots import letter_to, parts_of
from runners.notices import Notice, Told
from runners.secrets import Masker, SecretMissingError, resolve
from scenarios.plan import Channel, EmailChannel, HookChannel


class ChannelNotifier:
    """Sends each notice once, over connections of its own, and follows no redirect."""

    async def tell(self, notice: Notice, channel: Channel, timeout_ns: int) -> Told:
        """Send by mail or by HTTP; FAILED, and nothing sent, where a secret is missing."""
        try:
            match channel:
                case EmailChannel():
                    return await _mail(notice, channel, timeout_ns)
                case HookChannel():
                    return await _hook(notice, channel, timeout_ns)
        except SecretMissingError as error:
            return Told(outcome=Outcome.FAILED, detail=f"{error}; nothing was sent")


async def _mail(notice: Notice, channel: EmailChannel, timeout_ns: int) -> Told:
    password = None if channel.password is None else await asyncio.to_thread(resolve, channel.password)
    letter = Letter(notice=notice, channel=channel, password=password)
    told = await asyncio.to_thread(post_letter, letter, timeout_ns)
    return _masked(told, [password or ""])


async def _hook(notice: Notice, channel: HookChannel, timeout_ns: int) -> Told:
    url = (await asyncio.to_thread(resolve, channel.url)).strip()
    sign = None if channel.sign is None else (await asyncio.to_thread(resolve, channel.sign)).strip()
    await asyncio.to_thread(import_module, "aiohttp")  # few drills tell a robot, and a beat shall not wait for it
    from runners.channels.posting import post

    told = await post(letter_to(notice, channel.kind, url, sign), channel.ca_file, timeout_ns)
    return _masked(told, [*parts_of(url), sign or ""])


def _masked(told: Told, secrets: list[str]) -> Told:
    return Told(outcome=told.outcome, detail=Masker(filter(None, secrets)).mask(told.detail))
