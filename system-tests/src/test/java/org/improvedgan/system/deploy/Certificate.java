package org.improvedgan.system.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate of this machine, signed by itself, made by the JDK's keytool when a test asks for it.
 *
 * @param store certificate and key as PKCS 12
 * @param pem the certificate
 * @param key the key in PKCS 8, which only its owner may read
 */
record Certificate(Path store, Path pem, Path key) {

  static final String PASSWORD = "password-of-the-store";

  static Certificate make(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
    Files.createDirectories(folder);
    Path store = folder.resolve("store.p12");
    Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair", "-alias", "self", "-keyalg", "EC", "-groupname", "secp256r1", "-validity", "2",
        "-dname", "CN=localhost", "-ext", "san=dns:localhost,ip:127.0.0.1", "-keystore", store.toString(),
        "-storetype", "PKCS12", "-storepass", PASSWORD).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    Path key = Files.createFile(folder.resolve("key.pem"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(key, pem("PRIVATE KEY", keys.getKey("self", PASSWORD.toCharArray()).getEncoded()));
    return new Certificate(store, Files.writeString(folder.resolve("certificate.pem"),
        pem("CERTIFICATE", keys.getCertificate("self").getEncoded())), key);
  }

  private static String pem(String kind, byte[] content) {
    return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
        + "\n-----END " + kind + "-----\n";
  }
}
