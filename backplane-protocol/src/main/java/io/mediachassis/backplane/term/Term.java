package io.mediachassis.backplane.term;

/**
 * A term of the director: the epoch of the controller that granted it and the number of the election within that epoch.
 * Both are unsigned 32-bit values on the wire and only ever rise, so that a receiver that remembers the highest term it
 * obeyed and refuses a lower one is a fence that no clock can weaken.
 *
 * @param epoch the controller's claim of the arbiter, 0 (none yet) to 2^32-1
 * @param election the promotion within the epoch, 0 (none yet) to 2^32-1
 */
public record Term(long epoch, long election) implements Comparable<Term> {
    /** Before the first election. */
    public static final Term NONE = new Term(0, 0);

    private static final long MAX = 0xFFFF_FFFFL;

    public Term {
        if (epoch < 0 || epoch > MAX || election < 0 || election > MAX) {
            throw new IllegalArgumentException("term out of range: " + epoch + "." + election);
        }
    }

    /** The next election of the same epoch. */
    public Term nextElection() {
        return new Term(epoch, election + 1);
    }

    /** Whether an order of this term is void for one who has seen {@code highest}. */
    public boolean isOlderThan(Term highest) {
        return compareTo(highest) < 0;
    }

    @Override
    public int compareTo(Term other) {
        int byEpoch = Long.compare(epoch, other.epoch);
        return byEpoch != 0 ? byEpoch : Long.compare(election, other.election);
    }

    /** The wire form. */
    public io.mediachassis.backplane.proto.Term toProto() {
        return io.mediachassis.backplane.proto.Term.newBuilder()
                .setEpoch((int) epoch)
                .setElection((int) election)
                .build();
    }

    /** As it came over a link; {@code (0, 0)} where none was set. */
    public static Term of(io.mediachassis.backplane.proto.Term proto) {
        return new Term(Integer.toUnsignedLong(proto.getEpoch()), Integer.toUnsignedLong(proto.getElection()));
    }

    @Override
    public String toString() {
        return epoch + "." + election;
    }
}
