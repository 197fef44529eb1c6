package org.improvedgan.sampler.access;

import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.inject.Singleton;
import org.improvedgan.sampler.SamplerConfig;

/** Asks HTTPS clients for a certificate where that is configured: Quarkus's own setting is fixed when it is built. */
@Singleton
public class HttpsClients implements HttpServerOptionsCustomizer {

  private final SamplerConfig config;

  HttpsClients(SamplerConfig config) {
    this.config = config;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    options.setClientAuth(config.httpsClientAuth());
  }
}
