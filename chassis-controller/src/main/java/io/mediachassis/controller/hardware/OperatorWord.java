package io.mediachassis.controller.hardware;

/**
 * What the operator wants of the blades that has to outlive a controller, bit n-1 for slot n; immutable.
 *
 * @param off those without power
 * @param extract those of them that are to be taken out: their off ends when they are
 */
public record OperatorWord(int off, int extract) {
    /** Every blade may run. */
    public static final OperatorWord NONE = new OperatorWord(0, 0);

    /** Whether the blade in a slot is to have no power. */
    public boolean isOff(int slot) {
        return (off & bit(slot)) != 0;
    }

    /** Whether it is to be taken out. */
    public boolean isExtracting(int slot) {
        return (extract & bit(slot)) != 0;
    }

    /** The blade in a slot may run. */
    public OperatorWord on(int slot) {
        return new OperatorWord(off & ~bit(slot), extract & ~bit(slot));
    }

    /** The blade in a slot is to have no power until the next word, or until it is taken out. */
    public OperatorWord off(int slot, boolean extracting) {
        OperatorWord on = on(slot);
        return new OperatorWord(on.off | bit(slot), on.extract | (extracting ? bit(slot) : 0));
    }

    private static int bit(int slot) {
        return 1 << (slot - 1);
    }
}
