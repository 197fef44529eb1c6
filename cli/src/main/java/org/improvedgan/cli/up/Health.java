package org.improvedgan.cli.up;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks services whether they are ready. */
final class Health {

  private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
      .connectTimeout(Duration.ofSeconds(2)).build();

  /** Whether the service at this address says that it is ready. */
  boolean ready(String url) throws InterruptedException {
    return up(url + "/q/health/ready");
  }

  /** Whether it has started: the sampler is ready only once there is a checkpoint. */
  boolean started(String url) throws InterruptedException {
    return up(url + "/q/health/started");
  }

  private boolean up(String url) throws InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
