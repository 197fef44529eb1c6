package org.improvedgan.events;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.MDC;

/**
 * What the log says about each record besides its sentence: the ids of what the thread is at work on, so that all that
 * was logged about one checkpoint can be found in the logs of all services. They are there from the moment they are
 * named until this is closed; then those from before are back.
 *
 * <p>There is no id of a rater, and there must be none.
 */
public final class LogIds implements AutoCloseable {

  private static final String RUN = "runId";
  private static final String CHECKPOINT = "checkpointId";
  private static final String EVALUATION = "evaluationId";
  private static final String STUDY = "studyId";
  private static final String SESSION = "sessionId";
  private static final String TRACE = "traceId";
  private static final String SPAN = "spanId";
  private static final List<String> ALL = List.of(RUN, CHECKPOINT, EVALUATION, STUDY, SESSION, TRACE, SPAN);

  private record Before(String key, String value) {
  }

  private final Deque<Before> before = new ArrayDeque<>();

  private LogIds() {
  }

  /** Names nothing yet. */
  public static LogIds open() {
    return new LogIds();
  }

  /** A run of training. */
  public static LogIds ofRun(String id) {
    return open().run(id);
  }

  /** A checkpoint, and the run that it belongs to. */
  public static LogIds ofCheckpoint(String run, String id) {
    return open().run(run).checkpoint(id);
  }

  /** A human study. */
  public static LogIds ofStudy(String id) {
    return open().study(id);
  }

  /** What was {@link #current} somewhere else, such as in the thread that did the work that is told of here. */
  public static LogIds again(Map<String, String> ids) {
    LogIds again = open();
    ids.forEach(again::put);
    return again;
  }

  /** The ids that records of this thread have now. */
  public static Map<String, String> current() {
    Map<String, String> ids = new LinkedHashMap<>();
    ALL.forEach(key -> {
      String id = MDC.get(key);
      if (id != null) {
        ids.put(key, id);
      }
    });
    return ids;
  }

  /**
   * For the first task of a thread that goes on to serve others: a thread inherits the ids of the one that started it.
   */
  public static Runnable without(Runnable task) {
    return () -> {
      ALL.forEach(MDC::remove);
      task.run();
    };
  }

  public LogIds run(String id) {
    return put(RUN, id);
  }

  public LogIds checkpoint(String id) {
    return put(CHECKPOINT, id);
  }

  public LogIds evaluation(String id) {
    return put(EVALUATION, id);
  }

  public LogIds study(String id) {
    return put(STUDY, id);
  }

  public LogIds session(String id) {
    return put(SESSION, id);
  }

  /** The trace and the span that are current; nothing outside of a trace. */
  public LogIds trace() {
    SpanContext span = Span.current().getSpanContext();
    return span.isValid() ? put(TRACE, span.getTraceId()).put(SPAN, span.getSpanId()) : this;
  }

  @Override
  public void close() {
    while (!before.isEmpty()) {
      Before last = before.pop();
      if (last.value() == null) {
        MDC.remove(last.key());
      } else {
        MDC.put(last.key(), last.value());
      }
    }
  }

  private LogIds put(String key, String id) {
    if (id != null && !id.isEmpty()) {
      before.push(new Before(key, MDC.get(key)));
      MDC.put(key, id);
    }
    return this;
  }
}
