package io.mediachassis.blade.director;

import io.mediachassis.backplane.proto.ProgramHolding;
import io.mediachassis.blade.director.SegmentLocationTable.Engine;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * From where a console is served that left its multicast stream, or came late, and why (seed 000 claim 3): by the
 * interactive server, as far as that has the program; else directly by an engine, which is there at once and costs one
 * stream; and only where none that holds it has room, by one to which it is delivered first. Pure.
 *
 * @param slot of who serves; 0: nobody
 * @param why in words, for people
 */
public record InteractiveChoice(Way way, int slot, String why) {
    /** How. */
    public enum Way {
        HERE,
        DIRECTLY,
        DELIVERED_FIRST,
        NOBODY
    }

    /** By the interactive server, which has some of the program. */
    static InteractiveChoice here(Engine server, String programId) {
        ProgramHolding holding = server.programs().get(programId);
        int whole = 0;
        for (int i = 0; holding != null && i + 1 < holding.getSegmentRangesCount(); i += 2) {
            whole += holding.getSegmentRanges(i + 1) - holding.getSegmentRanges(i) + 1;
        }
        int coming = holding == null ? 0 : holding.getArrivingSegmentsCount();
        return new InteractiveChoice(Way.HERE, server.slot(), "by the interactive server, blade " + server.slot()
                + ", which has " + whole + " of " + (holding == null ? 0 : holding.getSegmentsTotal()) + " segments"
                + (coming == 0 ? "" : ", and " + coming + " on their way")
                + ": engines that send the groups have to send only what it lacks");
    }

    /** By the interactive server, which has the program's beginning. */
    static InteractiveChoice beginningHere(int server) {
        return new InteractiveChoice(Way.HERE, server, "by the interactive server, blade " + server
                + ", which has the program's beginning: engines that send the groups have nothing to send");
    }

    /**
     * By somebody else, as the director decided.
     *
     * @param before what engines held when it was asked
     * @param server slot of the interactive server
     * @param chosen slot of who serves; empty: nobody does now
     */
    static InteractiveChoice elsewhere(SegmentLocationTable before, int server, String programId, OptionalInt chosen) {
        List<Integer> holders = before.holders(programId, 0).stream().map(Engine::slot).toList();
        String lacking = "the interactive server, blade " + server + ", has nothing of it";
        if (chosen.isEmpty()) {
            return new InteractiveChoice(Way.NOBODY, 0, "by nobody now: " + lacking + ", "
                    + (holders.isEmpty() ? "and no engine holds it" : "and " + blades(holders) + " no room for one more"));
        }
        int slot = chosen.getAsInt();
        if (holders.contains(slot) || holders.isEmpty()) {
            return new InteractiveChoice(Way.DIRECTLY, slot, "directly by blade " + slot + ": " + lacking + ", and blade " + slot
                    + (holders.isEmpty() ? " takes it in" : " holds it and has room, so nobody has to wait for a delivery"));
        }
        return new InteractiveChoice(Way.DELIVERED_FIRST, slot, "by blade " + slot + ", to which it is delivered first: " + lacking
                + ", and " + blades(holders) + " no room to send it directly");
    }

    /** Directly, of a program whose beginning the interactive server has not. */
    static InteractiveChoice beginningElsewhere(int server, OptionalInt chosen) {
        String lacking = "the interactive server, blade " + server + ", has not its beginning";
        return chosen.isEmpty()
                ? new InteractiveChoice(Way.NOBODY, 0, "by nobody now: " + lacking + ", and no engine has it and room")
                : new InteractiveChoice(Way.DIRECTLY, chosen.getAsInt(), "directly by blade " + chosen.getAsInt() + ": " + lacking
                        + ", which is delivered to it for those who come next, if its disk has room");
    }

    private static String blades(List<Integer> slots) {
        return slots.size() == 1
                ? "blade " + slots.get(0) + ", which holds it, has"
                : "blades " + slots.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ", which hold it, have";
    }
}
