package io.mediachassis.controller.hardware;

/**
 * How far one board is on its way to power.
 *
 * <pre>
 *             turn, budget           enrolled            power good
 *   OFF ---------------------> ENROLLING ------> ORDERED ----------> ON
 *    ^ ^    order failed (retry later)  |           |                 |
 *    | +--------------------------------+-----------+                 |
 *    +------------------- power good gone, fence, operator -----------+
 * </pre>
 *
 * <p>Owned by {@link PowerSequence}, which decides whose turn it is.
 */
final class BoardPower {
    /** Steps of the way. */
    enum Phase {
        OFF,
        ENROLLING,
        ORDERED,
        ON
    }

    private Phase phase = Phase.OFF;
    private boolean known;
    private boolean present;
    private boolean requested;
    /** Its CBC has told of it since it was put in, or this controller began. */
    private boolean read;
    /** It may have power, though nobody says so. */
    private boolean unsure;
    private boolean operatorOff;
    private boolean leaves;
    private boolean fenced;
    private boolean refusalSaid;
    private boolean waits;
    private long notBeforeNs;
    private long orderedAtNs;
    private int watts;

    Phase phase() {
        return phase;
    }

    boolean fenced() {
        return fenced;
    }

    /** Whether what it can draw is to be counted. */
    boolean counts() {
        return phase != Phase.OFF || unsure;
    }

    /** Nothing forbids it power: neither its operator, nor the election. */
    boolean allowed() {
        return !operatorOff && !fenced;
    }

    /** It is to have power from now on, too. */
    boolean wanted() {
        return allowed() && !leaves;
    }

    /** It is to have none, once it has handed its work over; or is to have it again. */
    void leaves(boolean now) {
        leaves = now;
        operatorOff &= now;
    }

    /** What it can draw, in watts; 0: it has not said. */
    int watts() {
        return watts;
    }

    void watts(int canDraw) {
        watts = canDraw;
    }

    /** Whether it may be powered on as soon as it is its turn. */
    boolean isDue(long nowNs) {
        if (waits && nowNs - notBeforeNs >= 0) {
            waits = false;
        }
        return phase == Phase.OFF && present && known && requested && wanted() && !waits;
    }

    /** It is its turn. */
    void begin() {
        phase = Phase.ENROLLING;
    }

    /** Its CBC has a token; false: nobody asked for that. */
    boolean enrolled(long nowNs) {
        if (phase != Phase.ENROLLING) {
            return false;
        }
        phase = Phase.ORDERED;
        orderedAtNs = nowNs;
        return true;
    }

    /** Whether the order was given so long ago that power good comes no more. */
    boolean overdue(long orderedNs, long nowNs) {
        return phase == Phase.ORDERED && nowNs - orderedAtNs >= orderedNs;
    }

    /** What was under way has failed; again not before a while is over. */
    void failed(long againNs) {
        if (phase == Phase.ENROLLING || phase == Phase.ORDERED) {
            unsure = phase == Phase.ORDERED;
            off(againNs);
        }
    }

    /** It has no power, and gets none before a while is over. */
    void off(long againNs) {
        phase = Phase.OFF;
        waits = true;
        notBeforeNs = againNs;
    }

    /**
     * Its CBC's word. One that has power already is adopted, not switched.
     *
     * @param requests its slot is in M2
     */
    void onStatus(boolean powerGood, boolean requests) {
        known = true;
        read = true;
        unsure = false;
        requested = requests;
        if (powerGood) {
            phase = Phase.ON;
            refusalSaid = false;
        } else if (phase == Phase.ON) {
            phase = Phase.OFF;
        }
    }

    /** Its CBC does not answer. */
    void onCbcLost() {
        known = false;
        unsure |= !read || phase == Phase.ORDERED;
        abandon();
    }

    /** The operator's word, which also ends a wait. */
    void operator(boolean on) {
        operatorOff = !on;
        leaves = false;
        waits = false;
        if (!on) {
            abandon();
        }
    }

    void fence() {
        fenced = true;
        abandon();
    }

    void release() {
        fenced = false;
    }

    /** Another board, or none: only the operator's word outlives the last one. */
    void onPin(boolean isPresent) {
        if (isPresent == present) {
            return;
        }
        present = isPresent;
        known = false;
        requested = false;
        read = false;
        unsure = false;
        phase = Phase.OFF;
        fenced = false;
        waits = false;
        watts = 0;
        refusalSaid = false;
    }

    /** True once for each shortage of power. */
    boolean worthSaying() {
        boolean first = !refusalSaid;
        refusalSaid = true;
        return first;
    }

    /** The supply is another one: what it can't feed is worth saying again. */
    void supplyChanged() {
        refusalSaid = false;
    }

    /** What was under way leads nowhere; a board that has power keeps it until it is told. */
    private void abandon() {
        phase = phase == Phase.ON ? Phase.ON : Phase.OFF;
    }
}
