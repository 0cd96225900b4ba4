package io.mediachassis.sim.console.description;

import java.util.List;

/**
 * A session description as far as a console needs it.
 *
 * @param title for people; may be empty
 * @param program path of the program itself at who described it, by HTTP; empty where it isn't told
 * @param media at least one
 */
public record SessionDescription(String title, String program, List<MediaDescription> media) {
    public SessionDescription {
        media = List.copyOf(media);
    }
}
