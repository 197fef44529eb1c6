package org.improvedgan.sampler.http;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.improvedgan.sampler.SamplingException;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** How failures reach HTTP clients: a status and one sentence. */
public class Failures {

  private static final Logger LOG = Logger.getLogger(Failures.class);
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** The body of every answer that is no picture. */
  public record Failure(String error) {
  }

  @ServerExceptionMapper
  public Response known(SamplingException e) {
    int status = switch (e.kind()) {
      case INVALID -> 400;
      case NOT_FOUND -> 404;
      case REFUSED -> 409;
      case BUSY -> TOO_MANY_REQUESTS;
      case UNAVAILABLE -> UNAVAILABLE;
    };
    return answer(status, e.getMessage());
  }

  @ServerExceptionMapper
  public Response wrapped(CompletionException e) {
    if (e.getCause() instanceof SamplingException known) {
      return known(known);
    }
    if (e.getCause() instanceof CancellationException) {
      // Nobody reads this.
      return answer(UNAVAILABLE, "The client is gone.");
    }
    LOG.error("A request failed", e);
    return answer(500, "The sampler failed; its log says why.");
  }

  private static Response answer(int status, String sentence) {
    return Response.status(status).type(MediaType.APPLICATION_JSON).entity(new Failure(sentence))
        .header("Cache-Control", "no-store").build();
  }
}
