package org.improvedgan.humaneval.crowd;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * What the page does when a session has ended.
 *
 * @param code to be copied into the platform's own page; null without
 * @param url of the platform's page, null without
 * @param fields of the form that is sent to {@code url}
 * @param again whether the rater may begin another session
 * @param message one sentence for the rater
 */
public record Completion(Kind kind, String code, String url, Map<String, String> fields, boolean again,
    String message) {

  /** How the work is handed back. */
  public enum Kind {
    /** There is nobody to tell. */
    @JsonProperty("none")
    NONE,
    /** The rater copies the code. */
    @JsonProperty("code")
    CODE,
    /** The rater goes to the address, which carries the code. */
    @JsonProperty("redirect")
    REDIRECT,
    /** The page sends a form to the address. */
    @JsonProperty("post")
    POST
  }
}
