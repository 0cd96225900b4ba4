package io.mediachassis.controller.headend.registry;

import io.mediachassis.backplane.term.Term;

/**
 * What the registry knows of a station itself.
 *
 * @param term of the latest report that took effect
 * @param sequence of that report within its term
 * @param standing whether what is known of its holdings is its own word
 * @param through while a picture is coming: the last program that it covers so far
 * @param mended segments that the latest picture showed to be otherwise than the registry believed
 * @param mendedTotal the same of all pictures
 * @param pictures pictures that came whole
 */
public record StationRow(
        String name, Term term, long sequence, Standing standing, String through, long mended, long mendedTotal,
        long pictures) {
    /** Whether what is known of a station's holdings is its own word. */
    public enum Standing {
        /** A picture is to be asked for. */
        PICTURE_DUE,
        /** A part of it is here. */
        PICTURE_COMING,
        /** A picture and every report since. */
        WHOLE
    }

    /** Of which nothing was ever heard. */
    public static StationRow unheard(String name) {
        return new StationRow(name, Term.NONE, 0, Standing.PICTURE_DUE, "", 0, 0, 0);
    }

    /** Once a report has taken effect. */
    StationRow after(Term newTerm, long newSequence) {
        return new StationRow(name, newTerm, newSequence, standing, through, mended, mendedTotal, pictures);
    }

    /** Once a page has. */
    StationRow covering(boolean first, boolean last, String pageThrough, long mendedHere) {
        return new StationRow(
                name, term, sequence, last ? Standing.WHOLE : Standing.PICTURE_COMING, pageThrough,
                (first ? 0 : mended) + mendedHere, mendedTotal + mendedHere, pictures + (last ? 1 : 0));
    }

    /** The next thing that is heard of it shall be a picture. */
    StationRow pictureDue() {
        return new StationRow(name, term, sequence, Standing.PICTURE_DUE, "", mended, mendedTotal, pictures);
    }
}
