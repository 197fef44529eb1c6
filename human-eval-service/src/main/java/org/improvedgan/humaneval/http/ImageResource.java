package org.improvedgan.humaneval.http;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import org.improvedgan.humaneval.page.Pages;

/** The images of the pages. Nothing on this way, from the query to the headers, depends on what kind an image is. */
@Path("/images")
public class ImageResource {
  private final Pages pages;

  ImageResource(Pages pages) {
    this.pages = pages;
  }

  /** A PNG file. */
  @GET
  @Path("/{token}")
  @Produces("image/png")
  public byte[] image(@PathParam("token") String token) {
    return pages.image(token);
  }
}
