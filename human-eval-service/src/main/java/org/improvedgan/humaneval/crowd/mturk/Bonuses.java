package org.improvedgan.humaneval.crowd.mturk;

import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import org.improvedgan.humaneval.crowd.mturk.PaymentStore.Payment;
import org.improvedgan.humaneval.study.Study;
import software.amazon.awssdk.services.mturk.MTurkClient;
import software.amazon.awssdk.services.mturk.model.Assignment;

/**
 * Sends each bonus once. Amount and token are stored before Mechanical Turk is asked; if the service stops before it
 * has noted the answer, the bonuses of that assignment are looked through first. The token makes sure while Mechanical
 * Turk knows it, for a day, and the list after that.
 */
@ApplicationScoped
class Bonuses {
  private final MTurkApi api;
  private final PaymentStore store;

  Bonuses(MTurkApi api, PaymentStore store) {
    this.api = api;
    this.store = store;
  }

  /** Whether it was sent now, or would be, instead of earlier. */
  boolean send(Study study, Assignment assignment, BigDecimal amount, int right, boolean dryRun) {
    var before = store.find(assignment.assignmentId());
    if (before.bonusSentAt() != null) {
      return false;
    }
    if (dryRun) {
      return true;
    }
    var attempted = before.bonus() != null;
    var payment = store.fixBonus(assignment.assignmentId(), amount);
    if (attempted && api.call(mturk -> arrived(mturk, payment))) {
      store.bonusSent(payment.assignment());
      return false;
    }
    api.ensure(mturk -> mturk.sendBonus(request -> request.assignmentId(payment.assignment())
        .workerId(assignment.workerId()).bonusAmount(payment.bonus().toPlainString())
        .uniqueRequestToken(payment.bonusToken().toString())
        .reason("For " + right + " right answers in \"" + study.settings().title() + "\". Thank you!")),
        mturk -> arrived(mturk, payment));
    store.bonusSent(payment.assignment());
    return true;
  }

  private static boolean arrived(MTurkClient mturk, Payment payment) {
    return mturk.listBonusPaymentsPaginator(request -> request.assignmentId(payment.assignment()).maxResults(100))
        .stream().flatMap(page -> page.bonusPayments().stream())
        .anyMatch(bonus -> new BigDecimal(bonus.bonusAmount()).compareTo(payment.bonus()) == 0);
  }
}
