"""A line of ssh_config as words with their columns, and which settings there are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from scenarios.problems import Mark

_KEYWORD: Final = re.compile(r"\s*(?P<quote>\"?)(?P<word>[A-Za-z0-9]+)(?P=quote)(\s*=\s*|\s+|$)", re.ASCII)
_WORDS: Final = """
    addkeystoagent addressfamily afstokenpassing batchmode bindaddress bindinterface canonicaldomains
    canonicalizefallbacklocal canonicalizehostname canonicalizemaxdots canonicalizepermittedcnames casignaturealgorithms
    certificatefile challengeresponseauthentication channeltimeout checkhostip cipher ciphers clearallforwardings
    compression compressionlevel connectionattempts connecttimeout controlmaster controlpath controlpersist
    dsaauthentication dynamicforward enableescapecommandline enablesshkeysign escapechar exitonforwardfailure
    fallbacktorsh fingerprinthash forkafterauthentication forwardagent forwardx11 forwardx11timeout forwardx11trusted
    gatewayports globalknownhostsfile gssapiauthentication gssapidelegatecredentials hashknownhosts host
    hostbasedacceptedalgorithms hostbasedauthentication hostbasedkeytypes hostkeyalgorithms hostkeyalias hostname
    identitiesonly identityagent identityfile ignoreunknown include ipqos kbdinteractiveauthentication
    kbdinteractivedevices keepalive kexalgorithms knownhostscommand localcommand localforward loglevel logverbose macs
    match nohostauthenticationforlocalhost numberofpasswordprompts obscurekeystroketiming passwordauthentication
    permitlocalcommand permitremoteopen pkcs11provider port preferredauthentications protocol proxycommand proxyjump
    proxyusefdpass pubkeyacceptedalgorithms pubkeyacceptedkeytypes pubkeyauthentication rekeylimit remotecommand
    remoteforward requesttty requiredrsasize revokedhostkeys rhostsauthentication rhostsrsaauthentication
    rsaauthentication securitykeyprovider sendenv serveralivecountmax serveraliveinterval sessiontype setenv
    skeyauthentication smartcarddevice stdinnull streamlocalbindmask streamlocalbindunlink stricthostkeychecking
    syslogfacility tag tcpkeepalive tisauthentication tunnel tunneldevice updatehostkeys usekeychain useprivilegedport
    user userknownhostsfile userroaming usersh verifyhostkeydns versionaddendum visualhostkey xauthlocation
    gssapikeyexchange gssapiclientidentity gssapitrustdns gssapirenewalforcesrekey gssapikexalgorithms
    gssapiserveridentity
"""
KNOWN: Final = frozenset(_WORDS.split())
"""Every keyword of OpenSSH up to 9.8, those of Debian, Red Hat and macOS included, in small letters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word without its quotes, and where it began."""

    text: str
    mark: Mark


class UnreadableLineError(ValueError):
    """A line is not of the form `Keyword value`; the message says why."""

    def __init__(self, column: int, why: str) -> None:
        self.column = column
        super().__init__(why)


def words_of(line: str, number: int, file: str) -> list[Word]:
    """Return the words of a line, the keyword first; nothing for a comment.

    Raises:
        UnreadableLineError: no keyword, or a quotation mark that is not closed.
    """
    if not line.strip() or line.lstrip().startswith("#"):
        return []
    begin = _KEYWORD.match(line)
    if begin is None:
        raise UnreadableLineError(len(line) - len(line.lstrip()) + 1, "no keyword")
    keyword = Word(text=begin["word"], mark=Mark(line=number, column=begin.start("word") + 1, file=file))
    return [keyword, *_arguments(line, begin.end(), number, file)]


def _arguments(line: str, start: int, number: int, file: str) -> list[Word]:
    words: list[Word] = []
    place = start
    while place < len(line):
        if line[place].isspace():
            place += 1
        elif line[place] == "#":
            break
        else:
            text, end = _argument(line, place)
            words.append(Word(text=text, mark=Mark(line=number, column=place + 1, file=file)))
            place = end
    return words


def _argument(line: str, start: int) -> tuple[str, int]:
    """Return a word and where it ends; quotes and backslashes as OpenSSH's argv_split takes them."""
    text, quote, place = "", "", start
    while place < len(line):
        here, after = line[place], line[place + 1 : place + 2]
        if here == "\\" and (after in {"'", '"', "\\"} or (after == " " and not quote)) and after:
            text, place = text + after, place + 1
        elif not quote and here.isspace():
            break
        elif here == quote:
            quote = ""
        elif not quote and here in "'\"":
            quote = here
        else:
            text += here
        place += 1
    if quote:
        raise UnreadableLineError(start + 1, "a quotation mark is not closed")
    return text, place
