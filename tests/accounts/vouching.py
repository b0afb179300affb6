"""A small provider of sign-in (OpenID Connect) of our own: real keys, real HTTP, and every way to be wrong."""

import base64
import hashlib
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa

CLIENT, SECRET = "xinghe", "a secret of forty characters, or nearly.."
RSA_KEY, OTHER_RSA_KEY = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
EC_KEY = ec.generate_private_key(ec.SECP256R1())


def as_jwk(key: Any, number: str) -> dict[str, str]:
    """The public half of a key, as a provider publishes it."""
    kind = jwt.algorithms.ECAlgorithm if key is EC_KEY else jwt.algorithms.RSAAlgorithm
    return json.loads(kind.to_jwk(key.public_key())) | {"kid": number, "use": "sig"}


class Vouching:
    """The provider: what it says of the one person who signs in there, and how it is broken today."""

    def __init__(self) -> None:
        self.person: dict[str, Any] = {"sub": "u-1"}
        self.change: dict[str, Any] = {}  # claims put in place of the right ones; None takes one away
        self.key, self.algorithm, self.number = RSA_KEY, "RS256", "one"
        self.published = [as_jwk(RSA_KEY, "one")]
        self.header: dict[str, Any] = {}
        self.spoil = str  # what is done to the finished token
        self.broken: dict[str, Any] = {}  # path → (status, body) in place of the right answer
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        handler = type("Handler", (_Handler,), {"provider": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01})
        self.thread.start()

    def close(self) -> None:
        """Stop answering."""
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """The person agrees: back to where they came from, with a code."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, told: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """A code for a token, once, to whom it was made for and who knows the secret behind the digest."""
        asked = self.codes.pop(told.get("code", ""), None)
        digest = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        if (
            asked is None
            or (told["client_id"], told["client_secret"]) != (CLIENT, SECRET)
            or told["redirect_uri"] != asked["redirect_uri"]
            or asked.get("code_challenge_method") != "S256"
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "x", "token_type": "Bearer", "id_token": self.identity(asked["nonce"])}

    def identity(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce}
        claims |= self.person | self.change
        claims = {name: value for name, value in claims.items() if value is not None}
        header = ({"kid": self.number} if self.number else {}) | self.header
        # PyJWT would not write some of the claims that are wrong.
        told = jwt.api_jws.encode(
            json.dumps(claims).encode(), self.key, algorithm=self.algorithm, headers=header
        )
        return self.spoil(told)


class _Handler(BaseHTTPRequestHandler):
    provider: Vouching

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path == "/authorize":
            asked = {name: values[0] for name, values in parse_qs(place.query).items()}
            self.send_response(302)
            self.send_header("Location", self.provider.authorize(asked))
            self.end_headers()
        elif place.path == "/keys":
            self.tell(place.path, 200, {"keys": self.provider.published})
        else:
            self.tell(place.path, 200, self.provider.description())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = {name: values[0] for name, values in parse_qs(body).items()}
        self.tell("/token", *self.provider.token(told))

    def tell(self, path: str, status: int, told: Any) -> None:
        self.provider.asked.append(path)
        status, told = self.provider.broken.get(path, (status, told))
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests are quiet."""
