"""A mail server by others (aiosmtpd), and a strict reader of what arrives.

Standard input: one line of JSON, the DNS records for DKIM by name. Then it prints one line of JSON with its port, and one for each
letter that it takes, until its standard input is closed.
"""

import asyncio
import json
import re
import sys
from email import message_from_bytes, policy

import dkim
from aiosmtpd.smtp import SMTP

ONCE = ["From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
DATE = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000"
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+"
ADDRESS = rf"(?:(?:{ATOM}|\"(?:[ !#-\[\]-~]|\\[ -~])+\"|=\?utf-8\?b\?[A-Za-z0-9+/=]+\?=)[ ]?)*<?{ATOM}@{ATOM}>?"
FORMS = {
    "Date": DATE,
    "Message-ID": rf"<{ATOM}@{ATOM}>",
    "From": ADDRESS,
    "To": ADDRESS,
    "Reply-To": ADDRESS,
    "MIME-Version": r"1\.0",
    "List-Unsubscribe": rf"<https?://[!-;=?-~]+>(, <mailto:{ATOM}@{ATOM}>)?",
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Id": r"<[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+>",
    "In-Reply-To": rf"<{ATOM}@{ATOM}>",
    "References": rf"<{ATOM}@{ATOM}>",
}


def strict(raw):
    """What RFC 5322 and RFC 2047 would not allow, in words."""
    wrong = []
    if raw.replace(b"\r\n", b"").translate(None, delete=bytes([9, *range(32, 127)])):
        wrong.append("a byte that is not printable ASCII, tab or CRLF")
    head, _, body = raw.partition(b"\r\n\r\n")
    fields = []
    for line in head.decode("ascii", "replace").split("\r\n"):
        if len(line) > 998:
            wrong.append(f"a header line of {len(line)}: {line[:60]}")
        # A single word that is too long (a web address) cannot be folded.
        if len(line) > 78 and len(line.split()) > 2:
            wrong.append(f"a header line that could be folded: {line}")
        if "=?" in line and "?=" in line and len(line) > 76:
            wrong.append(f"a line with encoded words of {len(line)}")
        if line[:1] in " \t" and fields:
            if not line.strip():
                wrong.append(f"an empty folded line in {fields[-1][0]}")
            fields[-1][1] += line
        elif re.match(r"[!-9;-~]+:", line):
            name, value = line.split(":", 1)
            fields.append([name, value])
        else:
            wrong.append(f"no header: {line[:60]}")
    names = [name for name, _ in fields]
    for name in ONCE:
        if names.count(name) != 1:
            wrong.append(f"{name} stands {names.count(name)} times")
    for name, value in fields:
        if name in FORMS and not re.fullmatch(FORMS[name], value.strip()):
            wrong.append(f"{name} is not well formed: {value}")
        for word in re.findall(r"=\?[^ ]*\?=", value):
            if not re.fullmatch(r"=\?utf-8\?b\?[A-Za-z0-9+/]+=*\?=", word) or len(word) > 75:
                wrong.append(f"a bad encoded word: {word}")
    if any(len(line) > 78 for line in body.split(b"\r\n")):
        wrong.append("a body line over 78")
    return wrong


def verified(raw, records):
    """Whether the signature holds, as it came and after each of several changes."""
    lookup = lambda name, timeout=5: records.get((name if isinstance(name, str) else name.decode()), "").encode() or None
    check = lambda letter: dkim.verify(letter, dnsfunc=lookup)
    change = lambda old, new: check(re.sub(old, new, raw, count=1, flags=re.M))
    head, _, body = raw.partition(b"\r\n\r\n")
    return {
        "as it came": check(raw),
        "body": check(head + b"\r\n\r\n" + re.sub(rb"letter", b"better", body, count=1)),
        "subject": change(rb"^Subject:", b"Subject: Re:"),
        "unsubscribe": change(rb"^List-Unsubscribe: <https://", b"List-Unsubscribe: <https://evil."),
        "post": change(rb"^List-Unsubscribe-Post: List", b"List-Unsubscribe-Post: Xist"),
        "another from": check(b"From: eve@example.org\r\n" + raw),
        "content type": change(rb"^Content-Type: multipart/alternative;", b"Content-Type: multipart/alternative; x=y;"),
        "a relay's header": check(b"Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0000\r\n" + raw),
    }


def read(raw, records):
    letter = message_from_bytes(raw, policy=policy.default)
    defects = []
    for part in letter.walk():
        defects += [repr(defect) for defect in part.defects]
        for name, value in part.items():
            defects += [f"{name}: {defect!r}" for defect in value.defects]
    kinds = [part.get_content_type() for part in letter.walk()]
    if kinds != ["multipart/alternative", "text/plain", "text/html"]:
        defects.append(f"parts: {kinds}")
    return {
        "headers": [[name, str(value)] for name, value in letter.items()],
        "text": letter.get_body(("plain",)).get_content().replace("\r\n", "\n"),
        "html": letter.get_body(("html",)).get_content().replace("\r\n", "\n"),
        "defects": defects,
        "wrong": strict(raw),
        "dkim": verified(raw, records) if letter["DKIM-Signature"] else None,
    }


class Handler:
    def __init__(self, records):
        self.records = records

    async def handle_DATA(self, server, session, envelope):
        found = read(envelope.original_content, self.records)
        found["envelope"] = [envelope.mail_from, envelope.rcpt_tos]
        print(json.dumps(found), flush=True)
        return "250 2.0.0 taken"


async def main():
    records = json.loads(sys.stdin.readline())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Handler(records), hostname="sink"), "127.0.0.1", 0)
    print(json.dumps({"port": server.sockets[0].getsockname()[1]}), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
