package org.improvedgan.humaneval.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.regex.Pattern;
import org.improvedgan.humaneval.admin.StudyViews.StudyView;
import org.improvedgan.humaneval.http.Problems.Problem;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Writes every change of a study to the audit log with what it led to, whichever resource makes it, and what was
 * refused likewise. A text as an answer is left out: it may hold participants' ids.
 */
class AuditFilter {
  private static final Pattern ADDRESS = Pattern.compile("/admin/api/studies(?:/([^/]+)(?:/(.+?))?)?/?");
  private static final int UNKNOWN = 404;

  private final Audit audit;
  private final SecurityIdentity identity;
  private final ObjectMapper json;

  AuditFilter(Audit audit, SecurityIdentity identity, ObjectMapper json) {
    this.audit = audit;
    this.identity = identity;
    this.json = json;
  }

  @ServerResponseFilter
  void write(ContainerRequestContext request, ContainerResponseContext response) throws JsonProcessingException {
    var address = ADDRESS.matcher(request.getUriInfo().getPath());
    // What never reached a resource changed nothing, and is answered on a thread that must not wait for the database.
    if (request.getMethod().equals(HttpMethod.GET) || !address.matches() || response.getStatus() == UNKNOWN
        || !BlockingOperationControl.isBlockingAllowed() || identity.isAnonymous()) {
      return;
    }
    var entity = response.getEntity();
    var study = entity instanceof StudyView view ? view.study() : address.group(1);
    if (study == null) {
      return;
    }
    var action = address.group(2) != null ? address.group(2) : address.group(1) == null ? "create" : "change";
    var refused = entity instanceof Problem problem ? problem.message() : null;
    var detail = refused != null || entity == null || entity instanceof String ? null : json.writeValueAsString(entity);
    audit.add(identity.getPrincipal().getName(), action, study, detail, refused == null ? "done" : refused);
  }
}
