package org.improvedgan.humaneval.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.improvedgan.humaneval.Refusal;
import org.improvedgan.humaneval.Refusal.Reason;
import org.improvedgan.humaneval.page.PageStore;

/** The images of the pages. Nothing on this way, from the query to the headers, depends on what kind an image is. */
@Path("/images")
public class ImageResource {
  private final PageStore pages;

  ImageResource(PageStore pages) {
    this.pages = pages;
  }

  /** A PNG file. */
  @GET
  @Path("/{token}")
  @Produces("image/png")
  public byte[] image(@PathParam("token") String token) {
    var image = pages.image(token).orElseThrow(() -> new Refusal(Reason.UNKNOWN, "There is no such image."));
    if (image.covered()) {
      throw new Refusal(Reason.EXPIRED, "This image was shown already, for as long as the study allows.");
    }
    return image.png();
  }
}
