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
    private boolean handleClosed;
    private boolean operatorOff;
    private boolean fenced;
    private boolean refusalSaid;
    private boolean waits;
    private long notBeforeNs;
    private long orderedAtNs;
    private int watts;

    BoardPower(boolean operatorOff) {
        this.operatorOff = operatorOff;
    }

    Phase phase() {
        return phase;
    }

    boolean operatorOff() {
        return operatorOff;
    }

    boolean fenced() {
        return fenced;
    }

    /** Neither the operator nor the election holds it off. */
    boolean wanted() {
        return !operatorOff && !fenced;
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
        return phase == Phase.OFF && present && known && handleClosed && wanted() && !waits;
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
            off(againNs);
        }
    }

    /** It has no power, and gets none before a while is over. */
    void off(long againNs) {
        phase = Phase.OFF;
        waits = true;
        notBeforeNs = againNs;
    }

    /** Its CBC's word. One that has power already is adopted, not switched. */
    void onStatus(boolean powerGood, boolean handle) {
        known = true;
        handleClosed = handle;
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
        abandon();
    }

    /** The operator's word, which also ends a wait. */
    void operator(boolean on) {
        operatorOff = !on;
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
        handleClosed = false;
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
