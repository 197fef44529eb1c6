package org.improvedgan.humaneval.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.service.Seldom;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.JdbiException;

/** Turns everything that goes wrong into one sentence and a code. */
public class Problems {
  private static final Logger LOG = Logger.getLogger(Problems.class);
  private static final int SOON_SECONDS = 5;
  private static final int LATER_SECONDS = 60;
  private static final int LONGEST_MESSAGE = 600;
  private static final Seldom TROUBLE = new Seldom(Duration.ofSeconds(5));

  /**
   * The body of every answer that is not a success.
   *
   * @param code for scripts, such as {@code no-checkpoint}
   * @param message one sentence for people
   */
  public record Problem(String code, String message) {
  }

  @ServerExceptionMapper
  Response refused(Refusal refusal) {
    return answer(refusal);
  }

  /** What a refusal is answered with, for mappers of other exceptions that mean one. */
  public static Response answer(Refusal refusal) {
    var response = response(refusal.reason().status(), refusal.reason().code(), refusal.getMessage());
    return switch (refusal.reason()) {
      case NO_CHECKPOINT, UNAVAILABLE -> retry(response, SOON_SECONDS);
      case TOO_MANY -> retry(response, LATER_SECONDS);
      default -> response.build();
    };
  }

  /** Quarkus has a mapper of its own for this subclass, which only this one precedes. */
  @ServerExceptionMapper
  Response unreadable(MismatchedInputException e) {
    return unreadable((JsonProcessingException) e);
  }

  @ServerExceptionMapper
  Response unreadable(JsonProcessingException e) {
    return response(400, Reason.MALFORMED.code(), "The request's body is not the JSON that is expected here.").build();
  }

  /** Bytes that are no text, of bodies whose first bytes say that they are UTF-32. */
  @ServerExceptionMapper
  Response unreadable(CharConversionException e) {
    return response(400, Reason.MALFORMED.code(), "The request's body is not the JSON that is expected here.").build();
  }

  /** Without this, Quarkus would answer with more than is anybody's business. */
  @ServerExceptionMapper
  Response failed(IOException e) {
    return failed(new UncheckedIOException(e));
  }

  @ServerExceptionMapper
  Response refusedByHttp(WebApplicationException e) {
    if (e.getCause() instanceof JsonProcessingException cause) {
      return unreadable(cause);
    }
    var status = e.getResponse().getStatusInfo();
    return response(status.getStatusCode(), status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-'),
        "This request cannot be answered: " + status.getReasonPhrase() + ".").build();
  }

  @ServerExceptionMapper
  Response failedInDatabase(JdbiException e) {
    if (sqlState(e).startsWith("22")) {
      // A value that no column can hold, above all the character NUL, of which no check before knew.
      return response(400, Reason.MALFORMED.code(), "The request holds characters that cannot be stored.").build();
    }
    if (connectionLost(e)) {
      tell("The database does not answer: " + e.getMessage());
    } else if (sqlState(e).startsWith("53")) {
      tell("The database has no disk, memory or connections left: " + e.getMessage());
    } else {
      return failed(e);
    }
    return retry(response(503, Reason.UNAVAILABLE.code(),
        "Nothing can be stored at the moment; the page tries again by itself."), SOON_SECONDS);
  }

  @ServerExceptionMapper
  Response failed(RuntimeException e) {
    LOG.error("A request failed.", e);
    return response(500, "failed", "Something went wrong on our side; please try again.").build();
  }

  /** Not for every request: all have the same trouble, and a full log would be another. */
  private static void tell(String trouble) {
    if (TROUBLE.pass()) {
      LOG.error(trouble);
    }
  }

  /** No connection could be had, it broke (SQLSTATE class 08), or the database shuts down (57P). */
  private static boolean connectionLost(JdbiException e) {
    if (e instanceof ConnectionException) {
      return true;
    }
    return sqlState(e).startsWith("08") || sqlState(e).startsWith("57P");
  }

  private static String sqlState(JdbiException e) {
    return e.getCause() instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : "";
  }

  /** Answers a request that goes no further than a filter before the endpoints. */
  public static void end(RoutingContext context, int status, String code, String message) {
    context.response().setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, "application/json;charset=UTF-8")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .end(JsonObject.of("code", code, "message", plain(message)).encode());
  }

  /** Messages may quote what was sent: markup stays out of them even where somebody puts them on a page as they are. */
  private static String plain(String message) {
    var plain = message.replace('<', '‹').replace('>', '›').replaceAll("\\p{Cntrl}+", " ");
    return plain.length() <= LONGEST_MESSAGE ? plain : plain.substring(0, LONGEST_MESSAGE) + "….";
  }

  private static Response retry(Response.ResponseBuilder response, int seconds) {
    return response.header(HttpHeaders.RETRY_AFTER, seconds).build();
  }

  private static Response.ResponseBuilder response(int status, String code, String message) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(new Problem(code, plain(message)));
  }
}
