package org.improvedgan.humaneval.http;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Traces tell what was asked, and not who asked: what a platform adds to an address names its worker, paths hold the
 * tokens of pages and images, and an IP address and a browser's name point to a person.
 */
@Singleton
class AnonymousSpans implements SpanProcessor {
  private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
  private static final List<AttributeKey<String>> PERSONAL = List.of(AttributeKey.stringKey("url.query"),
      AttributeKey.stringKey("client.address"), AttributeKey.stringKey("user_agent.original"));
  private static final Pattern TOKEN = Pattern.compile("^(/images/|/api/pages/)[^/]+");

  @Override
  public void onStart(Context parent, ReadWriteSpan span) {
    var path = span.getAttribute(PATH);
    if (path != null) {
      span.setAttribute(PATH, TOKEN.matcher(path).replaceFirst("$1{token}"));
    }
    // What was set cannot be taken away, only set anew.
    PERSONAL.stream().filter(key -> span.getAttribute(key) != null).forEach(key -> span.setAttribute(key, "left out"));
  }

  @Override
  public boolean isStartRequired() {
    return true;
  }

  @Override
  public void onEnd(ReadableSpan span) {
    // Nothing is added at the end.
  }

  @Override
  public boolean isEndRequired() {
    return false;
  }
}
