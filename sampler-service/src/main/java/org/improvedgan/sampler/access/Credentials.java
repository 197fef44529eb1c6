package org.improvedgan.sampler.access;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/** What a caller shows of itself. */
final class Credentials {

  /** What a caller without a known token is told. */
  static final String SENTENCE =
      "This sampler needs a token: send \"authorization: Bearer TOKEN\" with one that its operator gave you.";

  private static final String BEARER = "bearer ";
  private static final String BASIC = "basic ";

  private Credentials() {
  }

  /**
   * The token in an {@code Authorization} header: after {@code Bearer}, or as the password of {@code Basic}, which is
   * what a browser asks its user for.
   */
  static Optional<String> token(String authorization) {
    if (authorization == null) {
      return Optional.empty();
    }
    String scheme = authorization.toLowerCase(Locale.ROOT);
    if (scheme.startsWith(BEARER)) {
      return Optional.of(authorization.substring(BEARER.length()).strip());
    }
    if (scheme.startsWith(BASIC)) {
      try {
        byte[] pair = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
        String userAndPassword = new String(pair, StandardCharsets.UTF_8);
        return Optional.of(userAndPassword.substring(userAndPassword.indexOf(':') + 1));
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  /** The subject of the certificate that the client showed; empty without TLS or without a certificate. */
  static Optional<String> subject(SSLSession session) {
    if (session == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(session.getPeerPrincipal().getName());
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }
}
