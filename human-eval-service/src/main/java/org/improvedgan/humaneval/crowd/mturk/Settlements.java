package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.improvedgan.humaneval.study.Costs;
import org.improvedgan.humaneval.crowd.Recruiter.Held;
import org.improvedgan.humaneval.crowd.Recruiter.Order;
import org.improvedgan.humaneval.crowd.Recruiter.Settlement;
import org.improvedgan.humaneval.crowd.Work;
import org.improvedgan.humaneval.crowd.WorkStore;
import org.improvedgan.humaneval.rater.Raters;
import org.improvedgan.humaneval.study.Study;
import org.improvedgan.humaneval.study.StudySettings.Platform;
import software.amazon.awssdk.services.mturk.model.Assignment;
import software.amazon.awssdk.services.mturk.model.AssignmentStatus;

/**
 * Compares what Mechanical Turk knows of a study with its sessions, and pays. A session is genuine if Mechanical Turk
 * lists its assignment with the worker whose hash the session's rater has; every other is excluded as
 * {@link #UNVERIFIED}: anybody can open the page's address with ids made up.
 */
@ApplicationScoped
class Settlements {
  static final String UNVERIFIED = "unverified";
  static final String UNFINISHED = "unfinished";

  private final MTurkApi api;
  private final Hits hits;
  private final HitStore hitStore;
  private final PaymentStore store;
  private final WorkStore works;
  private final Bonuses bonuses;
  private final Raters raters;

  Settlements(MTurkApi api, Hits hits, HitStore hitStore, PaymentStore store, WorkStore works,
      Bonuses bonuses, Raters raters) {
    this.api = api;
    this.hits = hits;
    this.hitStore = hitStore;
    this.store = store;
    this.works = works;
    this.bonuses = bonuses;
    this.raters = raters;
  }

  Settlement settle(Study study, Order order) {
    Rules.check(study.settings(), order.reject());
    hits.lookFor(study);
    var run = new Run(study, order);
    hitStore.of(study.studyId(), api.environment()).stream().filter(hit -> !hit.unfinished())
        .forEach(hit -> submitted(hit.hitId()).forEach(run::settle));
    return run.end();
  }

  private List<Assignment> submitted(String hitId) {
    return api.call(mturk -> mturk.listAssignmentsForHITPaginator(request -> request.hitId(hitId).maxResults(100))
        .stream().flatMap(page -> page.assignments().stream()).toList());
  }

  /** One pass over everything that was submitted. */
  private final class Run {
    private final Study study;
    private final Order order;
    private final List<Held> held = new ArrayList<>();
    private final Set<UUID> unverified = new LinkedHashSet<>();
    private int approved;
    private int rejected;
    private int sent;
    private BigDecimal paid = BigDecimal.ZERO.setScale(2);

    Run(Study study, Order order) {
      this.study = study;
      this.order = order;
    }

    void settle(Assignment assignment) {
      var work = works.of(study.studyId(), assignment.assignmentId()).orElse(null);
      var genuine = work != null && genuine(work, assignment);
      if (work != null && !genuine) {
        unverified.add(work.sessionId());
      }
      note(assignment, genuine ? work : null, assignment.assignmentStatusAsString());
      var status = assignment.assignmentStatus();
      if (status == AssignmentStatus.SUBMITTED) {
        status = review(assignment, work, genuine);
      }
      if (status == AssignmentStatus.APPROVED && order.bonus() && genuine && work.finished()) {
        bonus(assignment, work);
      }
    }

    Settlement end() {
      unverified.addAll(store.neverSubmitted(study.studyId(), api.environment().name(),
          HitRequest.assignmentDuration(study.settings())));
      if (!order.dryRun()) {
        store.exclude(study.studyId(), unverified, UNVERIFIED);
      }
      return new Settlement(order.dryRun(), approved, rejected, sent, paid, held,
          List.copyOf(unverified));
    }

    private AssignmentStatus review(Assignment assignment, Work work, boolean genuine) {
      var fault = Rules.fault(work, genuine);
      var broken = order.reject().stream().filter(rule -> Rules.broken(rule, work, fault)).findFirst();
      if (broken.isPresent()) {
        reject(assignment, genuine ? work : null, Rules.reason(broken.get()));
        rejected++;
        return AssignmentStatus.REJECTED;
      }
      if (fault != null || !order.approve()) {
        held.add(new Held(assignment.assignmentId(), work == null ? null : work.sessionId(),
            fault == null ? "approval was not asked for" : Rules.reason(fault)));
        return AssignmentStatus.SUBMITTED;
      }
      approve(assignment, work);
      approved++;
      paid = paid.add(Costs.reward(study.settings()));
      return AssignmentStatus.APPROVED;
    }

    private void approve(Assignment assignment, Work work) {
      if (!order.dryRun()) {
        api.ensure(mturk -> mturk.approveAssignment(request -> request.assignmentId(assignment.assignmentId())),
            mturk -> has(assignment, AssignmentStatus.APPROVED));
        note(assignment, work, AssignmentStatus.APPROVED.toString());
      }
    }

    private void reject(Assignment assignment, Work genuine, String reason) {
      if (!order.dryRun()) {
        api.ensure(mturk -> mturk.rejectAssignment(request -> request.assignmentId(assignment.assignmentId())
            .requesterFeedback(reason)), mturk -> has(assignment, AssignmentStatus.REJECTED));
        note(assignment, genuine, AssignmentStatus.REJECTED.toString());
      }
    }

    private void bonus(Assignment assignment, Work work) {
      var amount = Costs.bonus(study.settings(), work.right());
      if (amount.signum() > 0 && bonuses.send(study, assignment, amount, work.right(), order.dryRun())) {
        sent++;
        paid = paid.add(amount);
      }
    }

    private boolean genuine(Work work, Assignment assignment) {
      return MessageDigest.isEqual(work.identity(),
          raters.identity(study.studyId(), Platform.MTURK, assignment.workerId()));
    }

    private void note(Assignment assignment, Work genuine, String status) {
      store.seen(study.studyId(), assignment.hitId(), assignment.assignmentId(),
          genuine == null ? null : genuine.sessionId(), status.toLowerCase(Locale.ROOT));
    }

    private boolean has(Assignment assignment, AssignmentStatus status) {
      return api.call(mturk -> mturk.getAssignment(request -> request.assignmentId(assignment.assignmentId())))
          .assignment().assignmentStatus() == status;
    }
  }
}
