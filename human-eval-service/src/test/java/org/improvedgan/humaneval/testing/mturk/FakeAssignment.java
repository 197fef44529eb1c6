package org.improvedgan.humaneval.testing.mturk;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One place of a HIT that a worker took. The API shows it from the moment it is submitted. */
public final class FakeAssignment {
  /** What becomes of a place. */
  public enum State {
    ACCEPTED, RETURNED, SUBMITTED, APPROVED, REJECTED
  }

  /** A bonus that was paid. */
  public record Bonus(BigDecimal amount, String reason, Instant at) {
  }

  final String id;
  final FakeHit hit;
  final String worker;
  final Instant acceptedAt;
  final List<Bonus> bonuses = new ArrayList<>();
  final Map<String, String> answers = new LinkedHashMap<>();
  State state = State.ACCEPTED;
  Instant submittedAt;
  String feedback;

  FakeAssignment(String id, FakeHit hit, String worker, Instant acceptedAt) {
    this.id = id;
    this.hit = hit;
    this.worker = worker;
    this.acceptedAt = acceptedAt;
  }

  public String id() {
    return id;
  }

  public State state() {
    return state;
  }

  public String feedback() {
    return feedback;
  }

  public List<Bonus> bonuses() {
    return List.copyOf(bonuses);
  }

  public Map<String, String> answers() {
    return Map.copyOf(answers);
  }

  boolean late(Instant now) {
    return acceptedAt.plus(hit.assignmentDuration).isBefore(now);
  }

  /** Gives the place back when its time is over; pays what nobody reviewed in time. */
  void letTimePass(Instant now) {
    if (state == State.ACCEPTED && late(now)) {
      state = State.RETURNED;
    }
    if (state == State.SUBMITTED && submittedAt.plus(hit.autoApprovalDelay).isBefore(now)) {
      state = State.APPROVED;
    }
  }

  boolean visible() {
    return state == State.SUBMITTED || state == State.APPROVED || state == State.REJECTED;
  }

  ObjectNode json() {
    var name = state.name();
    var answer = new StringBuilder("<QuestionFormAnswers>");
    answers.forEach((key, value) -> answer.append("<Answer><QuestionIdentifier>").append(key)
        .append("</QuestionIdentifier><FreeText>").append(value).append("</FreeText></Answer>"));
    return JsonNodeFactory.instance.objectNode().put("AssignmentId", id).put("WorkerId", worker).put("HITId", hit.id)
        .put("AssignmentStatus", name.charAt(0) + name.substring(1).toLowerCase())
        .put("AcceptTime", seconds(acceptedAt)).put("SubmitTime", seconds(submittedAt))
        .put("AutoApprovalTime", seconds(submittedAt.plus(hit.autoApprovalDelay)))
        .put("Answer", answer.append("</QuestionFormAnswers>").toString());
  }

  static double seconds(Instant instant) {
    return Duration.between(Instant.EPOCH, instant).toMillis() / 1000.0;
  }
}
