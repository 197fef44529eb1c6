package org.improvedgan.humaneval.http;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.RequestScoped;
import java.util.UUID;
import org.improvedgan.events.LogIds;

/**
 * What the log names while a request is answered: its study and its session, once they are known. Quarkus keeps the
 * log's ids with the request, whichever threads it goes through.
 */
@RequestScoped
class RequestIds {
  private final LogIds ids = LogIds.open();

  void study(String id) {
    ids.study(id);
  }

  void session(UUID id) {
    ids.session(id.toString());
  }

  @PreDestroy
  void close() {
    ids.close();
  }
}
