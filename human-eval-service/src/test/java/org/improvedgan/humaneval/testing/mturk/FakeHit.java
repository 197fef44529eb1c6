package org.improvedgan.humaneval.testing.mturk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A HIT: counts what is available, pending and completed, and has the state that follows from them. */
public final class FakeHit {
  private static final Pattern PAGE = Pattern.compile("<ExternalURL>(https://[^<]+)</ExternalURL>");
  private static final Pattern HEIGHT = Pattern.compile("<FrameHeight>\\d+</FrameHeight>");

  final String id;
  final JsonNode request;
  final String page;
  final BigDecimal reward;
  final Duration assignmentDuration;
  final Duration autoApprovalDelay;
  final Instant createdAt;
  final List<FakeAssignment> assignments = new ArrayList<>();
  int maxAssignments;
  Instant expiration;

  FakeHit(String id, JsonNode request, Instant now) {
    this.id = id;
    this.request = request;
    this.createdAt = now;
    var question = request.path("Question").asText();
    var found = PAGE.matcher(question);
    if (!found.find() || !HEIGHT.matcher(question).find()
        || !question.startsWith("<ExternalQuestion xmlns=\"http://mechanicalturk.amazonaws.com/AWSMechanicalTurkData"
            + "Schemas/2006-07-14/ExternalQuestion.xsd\">")) {
      throw new FakeError("XMLParseError",
          "There was an error parsing the XML question or answer data in your request.");
    }
    this.page = found.group(1).replace("&amp;", "&");
    this.reward = new BigDecimal(request.path("Reward").asText());
    this.assignmentDuration = Duration.ofSeconds(request.path("AssignmentDurationInSeconds").asLong());
    this.autoApprovalDelay = Duration.ofSeconds(request.path("AutoApprovalDelayInSeconds").asLong(2_592_000));
    this.maxAssignments = request.path("MaxAssignments").asInt(1);
    var lifetime = request.path("LifetimeInSeconds").asLong();
    if (lifetime < 30 || lifetime > 31_536_000 || assignmentDuration.toSeconds() < 30 || request.path("Title").asText()
        .isEmpty() || request.path("Title").asText().length() > 128 || request.path("Description").asText().isEmpty()) {
      throw new FakeError("ParameterValidationError", "There was an error in your request: a value is out of range.");
    }
    this.expiration = now.plusSeconds(lifetime);
  }

  public String id() {
    return id;
  }

  public String page() {
    return page;
  }

  /** The request that made it, as it came. */
  public JsonNode request() {
    return request;
  }

  public int maxAssignments() {
    return maxAssignments;
  }

  public Instant expiration() {
    return expiration;
  }

  int count(FakeAssignment.State... states) {
    return (int) assignments.stream().filter(assignment -> List.of(states).contains(assignment.state)).count();
  }

  int available() {
    return maxAssignments - assignments.size() + count(FakeAssignment.State.RETURNED);
  }

  boolean acceptable(Instant now) {
    return available() > 0 && now.isBefore(expiration);
  }

  private String status(Instant now) {
    if (acceptable(now)) {
      return "Assignable";
    }
    return count(FakeAssignment.State.ACCEPTED) > 0 ? "Unassignable" : "Reviewable";
  }

  ObjectNode json(Instant now) {
    var json = JsonNodeFactory.instance.objectNode().put("HITId", id).put("HITTypeId", "3TYPE")
        .put("HITGroupId", "3GROUP").put("CreationTime", FakeAssignment.seconds(createdAt))
        .put("Expiration", FakeAssignment.seconds(expiration))
        .put("HITStatus", status(now)).put("HITReviewStatus", "NotReviewed").put("MaxAssignments", maxAssignments)
        .put("Reward", reward.setScale(2).toPlainString())
        .put("AutoApprovalDelayInSeconds", autoApprovalDelay.toSeconds())
        .put("AssignmentDurationInSeconds", assignmentDuration.toSeconds())
        .put("NumberOfAssignmentsPending", count(FakeAssignment.State.ACCEPTED))
        .put("NumberOfAssignmentsAvailable", available())
        .put("NumberOfAssignmentsCompleted", count(FakeAssignment.State.APPROVED, FakeAssignment.State.REJECTED));
    for (var copied : List.of("Title", "Description", "Keywords", "Question", "RequesterAnnotation")) {
      if (request.has(copied)) {
        json.put(copied, request.path(copied).asText());
      }
    }
    return json;
  }
}
