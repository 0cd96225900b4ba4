package io.mediachassis.sim.console.description;

import java.util.List;

/**
 * A session description as far as a console needs it.
 *
 * @param title for people; may be empty
 * @param program path of the program itself at who described it, by HTTP; empty where it isn't told
 * @param unicast the same by RTSP, as a URL; empty likewise
 * @param set where the whole set is described of which one stream is described here, as a URL; empty likewise
 * @param media at least one
 */
public record SessionDescription(String title, String program, String unicast, String set, List<MediaDescription> media) {
    public SessionDescription {
        media = List.copyOf(media);
    }
}
