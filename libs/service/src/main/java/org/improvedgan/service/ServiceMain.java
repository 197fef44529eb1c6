package org.improvedgan.service;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The main class of every service. It differs from Quarkus' own in one thing: what keeps a service from starting is
 * told in a sentence on standard error, and the exit code is 1.
 */
@QuarkusMain
public final class ServiceMain {

  /** Tells its version whenever a configuration is looked at, before anybody can have set its level. */
  private static final Logger VERSION = Logger.getLogger("org.hibernate.validator.internal.util.Version");

  private ServiceMain() {
  }

  public static void main(String... arguments) {
    VERSION.setLevel(Level.WARNING);
    try {
      Quarkus.run(null, ServiceMain::exit, arguments);
    } catch (ExceptionInInitializerError e) {
      exit(1, e);
    }
  }

  private static void exit(int code, Throwable failure) {
    if (failure != null) {
      StartFailure.tell(failure, System.err);
    }
    System.exit(code);
  }
}
