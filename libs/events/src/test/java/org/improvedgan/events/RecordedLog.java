package org.improvedgan.events;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What a part of a service logs while this is open, with the ids that each record has. The console is spared it. */
public final class RecordedLog extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Level before;
  private final List<Line> lines = new CopyOnWriteArrayList<>();

  /**
   * One record.
   *
   * @param message with its parameters, or still with the signs that stand for them
   */
  public record Line(String message, Map<String, String> ids) {
  }

  private RecordedLog(Logger logger) {
    this.logger = logger;
    before = logger.getLevel();
  }

  /** @param name of a logger, which records all from here on, those below it included */
  public static RecordedLog of(String name) {
    RecordedLog log = new RecordedLog(Logger.getLogger(name));
    log.logger.setLevel(Level.ALL);
    log.logger.addHandler(log);
    log.logger.setUseParentHandlers(false);
    return log;
  }

  /** The records whose message has this in it, which is no parameter of it. */
  public List<Line> lines(String part) {
    return lines.stream().filter(line -> line.message().contains(part)).toList();
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(new Line(String.valueOf(record.getMessage()), LogIds.current()));
  }

  @Override
  public void flush() {
  }

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
    logger.setLevel(before);
  }
}
