package org.improvedgan.sampler.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates with their keys, made by the JDK's keytool. */
final class Certificates {

  static final String PASSWORD = "changeit";

  private final Path folder;

  Certificates(Path folder) {
    this.folder = folder;
  }

  /** Makes {@code name.p12}, {@code name.pem} (certificate) and {@code name.key}, for this machine's loopback. */
  void make(String name) {
    Path store = folder.resolve(name + ".p12");
    keytool("-genkeypair", "-keystore", store.toString(), "-storepass", PASSWORD, "-alias", name, "-keyalg", "EC",
        "-dname", "CN=" + name, "-validity", "2", "-ext", "SAN=dns:localhost,ip:127.0.0.1");
    try (var in = Files.newInputStream(store)) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD.toCharArray());
      pem(certificate(name), "CERTIFICATE", keys.getCertificate(name).getEncoded());
      pem(key(name), "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded());
    } catch (Exception e) {
      throw new IllegalStateException("The certificate of " + name + " cannot be written.", e);
    }
  }

  Path certificate(String name) {
    return folder.resolve(name + ".pem");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /** A trust store that holds the certificate of {@code name} alone. */
  Path trusting(String name) {
    Path store = folder.resolve("trusts-" + name + ".p12");
    keytool("-importcert", "-noprompt", "-keystore", store.toString(), "-storepass", PASSWORD, "-alias", name,
        "-file", certificate(name).toString());
    return store;
  }

  private static void pem(Path file, String kind, byte[] bytes) throws IOException {
    Files.writeString(file, "-----BEGIN " + kind + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes) + "\n-----END " + kind + "-----\n");
  }

  private static void keytool(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    try {
      Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(keytool.getInputStream().readAllBytes());
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException e) {
      throw new IllegalStateException("There is no keytool in " + System.getProperty("java.home") + ".", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
