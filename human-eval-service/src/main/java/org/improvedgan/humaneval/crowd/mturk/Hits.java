package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.improvedgan.humaneval.HumanEvalConfig;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.crowd.Recruiter.Posting;
import org.improvedgan.humaneval.crowd.Recruiter.Postings;
import org.improvedgan.humaneval.crowd.mturk.HitStore.Hit;
import org.improvedgan.humaneval.study.Study;
import software.amazon.awssdk.services.mturk.MTurkClient;
import software.amazon.awssdk.services.mturk.model.HIT;

/** Creates, extends and ends HITs, each exactly once even where an answer is lost or the service stops in between. */
@ApplicationScoped
class Hits {
  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  private final HumanEvalConfig config;
  private final MTurkApi api;
  private final HitStore store;

  Hits(HumanEvalConfig config, MTurkApi api, HitStore store) {
    this.config = config;
    this.api = api;
    this.store = store;
  }

  void publish(Study study, int places, int hours) {
    HitRequest.check(study, config.publicUrl().orElse(null));
    finish(study);
    if (places == 0) {
      return;
    }
    requireFunds(study, places);
    var expires = Instant.now().plus(Duration.ofHours(hours)).truncatedTo(ChronoUnit.SECONDS);
    var sizes = split(places, study.settings().mturk().assignmentsPerHit());
    var planned = store.plan(study.studyId(), api.environment(), sizes, expires);
    for (var i = 0; i < planned.size(); i++) {
      try {
        create(study, planned.get(i));
      } catch (Refusal refusal) {
        planned.subList(i + 1, planned.size()).forEach(hit -> store.drop(hit.token()));
        throw refusal;
      }
    }
  }

  /** Finds the HITs that Mechanical Turk made though its answer was lost. */
  void lookFor(Study study) {
    store.of(study.studyId(), api.environment()).stream().filter(Hit::unfinished).forEach(this::adopt);
  }

  /** Brings what an interrupted call left behind to its end. */
  private void finish(Study study) {
    for (var hit : store.of(study.studyId(), api.environment())) {
      if (hit.unfinished()) {
        create(study, hit);
      }
    }
  }

  /** As few HITs as possible, none with more than {@code atMost} places. */
  static List<Integer> split(int places, int atMost) {
    var sizes = new ArrayList<Integer>();
    for (var left = places; left > 0; left -= atMost) {
      sizes.add(Math.min(left, atMost));
    }
    return sizes;
  }

  Postings all(Study study) {
    var postings = new ArrayList<Posting>();
    for (var hit : store.of(study.studyId(), api.environment())) {
      postings.add(hit.unfinished() ? unfinished(hit) : posting(hit, get(hit.hitId())));
    }
    return new Postings(api.environment().name(), funds(), postings);
  }

  Posting extend(Study study, String hitId, int places, int hours) {
    var hit = require(study, hitId);
    if (places > 0) {
      if (hit.places() <= Costs.SMALL_HIT && hit.places() + places > Costs.SMALL_HIT) {
        throw new Refusal(Reason.MALFORMED, "Mechanical Turk does not extend a HIT of " + hit.places() + " places to "
            + "10 or more: publish " + places + " places anew.");
      }
      requireFunds(study, places);
      var wanted = hit.places() + places;
      api.ensure(mturk -> mturk.createAdditionalAssignmentsForHIT(request -> request.hitId(hitId)
          .numberOfAdditionalAssignments(places).uniqueRequestToken(hit.token() + "-" + wanted)),
          mturk -> look(mturk, hitId).maxAssignments() >= wanted);
      store.places(hit.token(), wanted);
    }
    if (hours > 0) {
      expireAt(hit, Instant.now().plus(Duration.ofHours(hours)).truncatedTo(ChronoUnit.SECONDS));
    }
    return posting(require(study, hitId), get(hitId));
  }

  Posting expire(Study study, String hitId) {
    var hit = require(study, hitId);
    var now = Instant.now();
    if (hit.expiresAt().isAfter(now)) {
      expireAt(hit, now.truncatedTo(ChronoUnit.SECONDS));
    }
    return posting(require(study, hitId), get(hitId));
  }

  /** Ends every HIT, and forgets those that were never made. */
  void expireAll(Study study) {
    lookFor(study);
    for (var hit : store.of(study.studyId(), api.environment())) {
      if (hit.unfinished()) {
        store.drop(hit.token());
      } else {
        expire(study, hit.hitId());
      }
    }
  }

  private void create(Study study, Hit hit) {
    if (hit.tokenForgotten(Instant.now()) && adopt(hit).isPresent()) {
      return;
    }
    var request = HitRequest.of(study, hit, api.environment(), config.publicUrl().orElse(""));
    try {
      var id = api.once(mturk -> mturk.createHIT(request).hit().hitId(), mturk -> annotated(mturk, hit.token()));
      store.created(hit.token(), id);
    } catch (Refusal refusal) {
      if (refusal.reason() == Reason.PLATFORM) {
        store.drop(hit.token());
      }
      throw refusal;
    }
  }

  private Optional<String> adopt(Hit hit) {
    var found = api.call(mturk -> annotated(mturk, hit.token()));
    found.ifPresent(id -> store.created(hit.token(), id));
    return found;
  }

  private static Optional<String> annotated(MTurkClient mturk, UUID token) {
    return mturk.listHITsPaginator(request -> request.maxResults(100)).stream()
        .flatMap(page -> page.hiTs().stream()).filter(hit -> token.toString().equals(hit.requesterAnnotation()))
        .map(HIT::hitId).findFirst();
  }

  private void expireAt(Hit hit, Instant at) {
    api.ensure(mturk -> mturk.updateExpirationForHIT(request -> request.hitId(hit.hitId()).expireAt(at)),
        mturk -> near(look(mturk, hit.hitId()).expiration(), at));
    store.expires(hit.token(), at);
  }

  private static boolean near(Instant one, Instant other) {
    return Duration.between(one, other).abs().compareTo(CLOCKS_DIFFER) < 0;
  }

  private void requireFunds(Study study, int places) {
    var needed = Costs.most(study.settings()).multiply(BigDecimal.valueOf(places));
    var left = funds();
    if (left.compareTo(needed) < 0) {
      throw new Refusal(Reason.PLATFORM, "The account has " + left + " USD left, and " + places
          + (places == 1 ? " place" : " places") + " may cost " + needed + " USD with bonuses and fees: prepay more, "
          + "or publish fewer places.");
    }
  }

  private BigDecimal funds() {
    return new BigDecimal(api.call(MTurkClient::getAccountBalance).availableBalance());
  }

  private HIT get(String hitId) {
    return api.call(mturk -> look(mturk, hitId));
  }

  private static HIT look(MTurkClient mturk, String hitId) {
    return mturk.getHIT(request -> request.hitId(hitId)).hit();
  }

  private Hit require(Study study, String hitId) {
    return store.of(study.studyId(), api.environment()).stream().filter(hit -> hitId.equals(hit.hitId())).findFirst()
        .orElseThrow(() -> new Refusal(Reason.UNKNOWN, "This study has no HIT of that id in Mechanical Turk's "
            + api.environment().name() + "."));
  }

  private Posting posting(Hit hit, HIT found) {
    return new Posting(hit.hitId(), hit.environment(), api.environment().workerUrl(found.hitGroupId()),
        found.hitStatusAsString(), found.maxAssignments(), found.numberOfAssignmentsAvailable(),
        found.numberOfAssignmentsPending(), found.numberOfAssignmentsCompleted(), hit.createdAt(), found.expiration());
  }

  private static Posting unfinished(Hit hit) {
    return new Posting(null, hit.environment(), null, "Unfinished", hit.places(), 0, 0, 0, hit.createdAt(),
        hit.expiresAt());
  }
}
