package org.improvedgan.humaneval.testing.mturk;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.improvedgan.humaneval.testing.mturk.FakeAssignment.State;

/** What Mechanical Turk remembers, and the operations of its API on it. Its clock can be put forward. */
final class FakeMarket {
  private static final Duration TOKEN_LIFE = Duration.ofHours(24);
  private static final String TOKEN = "UniqueRequestToken";
  private static final int PAGE = 10;

  private BigDecimal balance = new BigDecimal("10000.00");
  private final Map<String, FakeHit> hits = new LinkedHashMap<>();
  private final Map<String, FakeAssignment> assignments = new LinkedHashMap<>();
  private final Map<String, Instant> tokens = new HashMap<>();
  private final Map<String, Function<JsonNode, ObjectNode>> operations = Map.ofEntries(
      Map.entry("CreateHIT", this::createHit), Map.entry("GetHIT", this::getHit), Map.entry("ListHITs", this::listHits),
      Map.entry("CreateAdditionalAssignmentsForHIT", this::addAssignments),
      Map.entry("UpdateExpirationForHIT", this::updateExpiration),
      Map.entry("ListAssignmentsForHIT", this::listAssignments), Map.entry("GetAssignment", this::getAssignment),
      Map.entry("ApproveAssignment", request -> review(request, State.APPROVED)),
      Map.entry("RejectAssignment", request -> review(request, State.REJECTED)),
      Map.entry("SendBonus", this::sendBonus), Map.entry("ListBonusPayments", this::listBonuses),
      Map.entry("GetAccountBalance", request -> json().put("AvailableBalance", balance.toPlainString())));
  private Duration ahead = Duration.ZERO;
  private int ids;

  synchronized ObjectNode call(String operation, JsonNode request) {
    var found = operations.get(operation);
    if (found == null) {
      throw new IllegalArgumentException("The fake has no " + operation + ".");
    }
    letTimePass();
    var answer = found.apply(request);
    if (request.has(TOKEN)) {
      tokens.put(request.path(TOKEN).asText(), now());
    }
    return answer;
  }

  synchronized void balance(String amount) {
    balance = new BigDecimal(amount);
  }

  synchronized BigDecimal balance() {
    return balance;
  }

  synchronized void advance(Duration time) {
    ahead = ahead.plus(time);
    letTimePass();
  }

  synchronized List<FakeHit> hits() {
    return List.copyOf(hits.values());
  }

  synchronized FakeHit hit(String id) {
    return Optional.ofNullable(hits.get(id)).orElseThrow(() ->
        new FakeError("HITDoesNotExist", "Hit " + id + " does not exist."));
  }

  synchronized FakeAssignment assignment(String id) {
    return Optional.ofNullable(assignments.get(id)).orElseThrow(() ->
        new FakeError("AssignmentDoesNotExist", "Assignment " + id + " does not exist."));
  }

  /** A worker takes a place; empty if there is none, or the worker had one of this HIT. */
  synchronized Optional<FakeAssignment> accept(String hitId, String worker) {
    letTimePass();
    var hit = hit(hitId);
    if (!hit.acceptable(now()) || hit.assignments.stream().anyMatch(taken -> taken.worker.equals(worker))) {
      return Optional.empty();
    }
    var assignment = new FakeAssignment(id("A"), hit, worker, now());
    hit.assignments.add(assignment);
    assignments.put(assignment.id, assignment);
    return Optional.of(assignment);
  }

  /** A worker submits; false if the place is not theirs any more, or was submitted before. */
  synchronized boolean submit(String assignmentId, Map<String, String> answers) {
    letTimePass();
    var assignment = assignments.get(assignmentId);
    if (assignment == null || assignment.state != State.ACCEPTED || answers.isEmpty()) {
      return false;
    }
    assignment.state = State.SUBMITTED;
    assignment.submittedAt = now();
    assignment.answers.putAll(answers);
    return true;
  }

  private ObjectNode createHit(JsonNode request) {
    var hit = new FakeHit(id("H"), request, now());
    requireFresh(request, "HITAlreadyExists");
    pay(cost(hit, hit.maxAssignments));
    hits.put(hit.id, hit);
    return json().set("HIT", hit.json(now()));
  }

  private ObjectNode getHit(JsonNode request) {
    return json().set("HIT", hit(request.path("HITId").asText()).json(now()));
  }

  /** The newest first. */
  private ObjectNode listHits(JsonNode request) {
    var all = new ArrayList<>(hits.values());
    Collections.reverse(all);
    return page(request, "HITs", all.stream().map(hit -> hit.json(now())).toList());
  }

  private ObjectNode addAssignments(JsonNode request) {
    var hit = hit(request.path("HITId").asText());
    var more = request.path("NumberOfAdditionalAssignments").asInt();
    requireFresh(request, "AssignmentsAlreadyCreated");
    if (hit.maxAssignments < 10 && hit.maxAssignments + more >= 10) {
      throw new FakeError("InvalidMaximumAssignmentsIncrease", "HITs created with fewer than 10 assignments cannot be "
          + "extended to have 10 or more assignments.");
    }
    pay(cost(hit, more));
    hit.maxAssignments += more;
    return json();
  }

  private ObjectNode updateExpiration(JsonNode request) {
    var hit = hit(request.path("HITId").asText());
    var at = request.path("ExpireAt").asDouble();
    var token = hit.id + at;
    requireFresh(json().put(TOKEN, token), "ExpirationAlreadyUpdated");
    tokens.put(token, now());
    hit.expiration = Instant.ofEpochMilli(Math.round(at * 1000));
    return json();
  }

  private ObjectNode listAssignments(JsonNode request) {
    return page(request, "Assignments", hit(request.path("HITId").asText()).assignments.stream()
        .filter(FakeAssignment::visible).map(FakeAssignment::json).toList());
  }

  private ObjectNode getAssignment(JsonNode request) {
    var assignment = visible(request);
    ObjectNode answer = json().set("Assignment", assignment.json());
    return answer.set("HIT", assignment.hit.json(now()));
  }

  private ObjectNode review(JsonNode request, State state) {
    var assignment = visible(request);
    if (assignment.state != State.SUBMITTED) {
      throw new FakeError("InvalidAssignmentState", "This Assignment is not in state Submitted: " + assignment.id);
    }
    if (state == State.REJECTED && request.path("RequesterFeedback").asText().isEmpty()) {
      throw new FakeError("ParameterValidationError", "A rejection needs a reason.");
    }
    if (state == State.REJECTED) {
      balance = balance.add(cost(assignment.hit, 1));
    }
    assignment.state = state;
    assignment.feedback = request.path("RequesterFeedback").asText(null);
    return json();
  }

  private ObjectNode sendBonus(JsonNode request) {
    var assignment = visible(request);
    if (!assignment.worker.equals(request.path("WorkerId").asText())) {
      throw new FakeError("WorkerDidNotSubmit", "The worker did not submit assignment " + assignment.id + ".");
    }
    if (request.path("Reason").asText().isEmpty()) {
      throw new FakeError("ParameterValidationError", "A bonus needs a reason.");
    }
    requireFresh(request, "BonusAlreadySent");
    var amount = new BigDecimal(request.path("BonusAmount").asText());
    pay(amount.add(amount.multiply(new BigDecimal("0.20")).setScale(2, RoundingMode.HALF_UP)
        .max(new BigDecimal("0.01"))));
    assignment.bonuses.add(new FakeAssignment.Bonus(amount, request.path("Reason").asText(), now()));
    return json();
  }

  private ObjectNode listBonuses(JsonNode request) {
    var assignment = visible(request);
    return page(request, "BonusPayments", assignment.bonuses.stream().map(bonus -> json()
        .put("WorkerId", assignment.worker).put("AssignmentId", assignment.id).put("Reason", bonus.reason())
        .put("BonusAmount", bonus.amount().toPlainString()).put("GrantTime", FakeAssignment.seconds(bonus.at())))
        .toList());
  }

  private FakeAssignment visible(JsonNode request) {
    var assignment = assignment(request.path("AssignmentId").asText());
    if (!assignment.visible()) {
      throw new FakeError("AssignmentDoesNotExist", "Assignment " + assignment.id + " was not submitted.");
    }
    return assignment;
  }

  /** Reward and fee: a fifth, or two fifths for HITs of ten places and more. */
  private static BigDecimal cost(FakeHit hit, int places) {
    var rate = new BigDecimal(hit.maxAssignments >= 10 ? "0.40" : "0.20");
    var fee = hit.reward.multiply(rate).setScale(2, RoundingMode.HALF_UP).max(new BigDecimal("0.01"));
    return hit.reward.add(fee).multiply(BigDecimal.valueOf(places));
  }

  private void pay(BigDecimal amount) {
    if (balance.compareTo(amount) < 0) {
      throw new FakeError("InsufficientFunds", "This Requester has insufficient funds in their account to complete "
          + "this transaction. Amount needed: " + amount + ", available: " + balance + ".");
    }
    balance = balance.subtract(amount);
  }

  private void requireFresh(JsonNode request, String code) {
    var token = request.path(TOKEN).asText(null);
    if (token == null) {
      return;
    }
    if (token.length() > 64) {
      throw new FakeError("ParameterValidationError", "The token is too long.");
    }
    var used = tokens.get(token);
    if (used != null && used.plus(TOKEN_LIFE).isAfter(now())) {
      throw new FakeError(code, "The idempotency token \"" + token + "\" has already been processed.");
    }
  }

  private ObjectNode page(JsonNode request, String name, List<ObjectNode> all) {
    var size = Math.min(request.path("MaxResults").asInt(PAGE), PAGE);
    var from = request.path("NextToken").asInt(0);
    var to = Math.min(from + size, all.size());
    var answer = json().put("NumResults", to - from);
    answer.putArray(name).addAll(all.subList(from, to));
    if (to < all.size()) {
      answer.put("NextToken", String.valueOf(to));
    }
    return answer;
  }

  private void letTimePass() {
    assignments.values().forEach(assignment -> assignment.letTimePass(now()));
  }

  private Instant now() {
    return Instant.now().plus(ahead);
  }

  private String id(String kind) {
    return "3" + kind + String.format("%026d", ++ids);
  }

  private static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode();
  }
}
