package io.mediachassis.sim.scenario;

import java.time.Duration;

/**
 * Something that goes wrong, as files say it: the kind is the record's name in words with hyphens, each component a field
 * ({@code lasts} is written {@code for}). {@link FaultBook} reads and writes them, {@link FaultHands} does them.
 */
sealed interface Fault {
    String LASTS = "until it is mended";
    String CHANCE = "probability, of each byte, or of each frame where frames are doubled or late";
    String SENSOR = "1: of the board, 2: of the air that comes in";

    /** Until it is mended; zero: it is over at once. */
    Duration lasts();

    // ---- serial lines ------------------------------------------------------------------------------------------

    @About("bytes vanish on a serial line")
    record BytesLost(
            @About("which line") Wire line,
            @About(value = CHANCE, min = "0", max = "1") double chance,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("single bits of bytes turn over on a serial line")
    record BytesFlipped(
            @About("which line") Wire line,
            @About(value = CHANCE, min = "0", max = "1") double chance,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("what a talker on a serial line says is heard twice")
    record BytesDoubled(
            @About("which line") Wire line,
            @About(value = CHANCE, min = "0", max = "1") double chance,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("what a talker on a serial line says comes late")
    record BytesDelayed(
            @About("which line") Wire line,
            @About(value = CHANCE, min = "0", max = "1") double chance,
            @About(value = "the longest delay", min = "1ms", max = "10s") Duration most,
            @About(LASTS) Duration lasts) implements Fault {}

    // ---- nodes -------------------------------------------------------------------------------------------------

    @About("a process runs no code, and its clock goes on; what it is sent waits")
    record Paused(@About("who") NodeName node, @About(LASTS) Duration lasts) implements Fault {}

    @About("a process ends at once; its supervisor starts it again after the time given")
    record Killed(@About("who") NodeName node, @About("until it is started again") Duration lasts) implements Fault {}

    @About("a node's clock runs fast or slow")
    record Clock(
            @About("who") NodeName node,
            @About(value = "its time for each second of true time", min = "0.85", max = "1.15") double rate,
            @About(LASTS) Duration lasts) implements Fault {}

    // ---- paths -------------------------------------------------------------------------------------------------

    @About("the Ethernet between a node and another, or all others (all), is broken")
    record Partition(
            @About("who") NodeName node,
            @About(value = "from whom", or = "all") NodeName peer,
            @About(value = "which way: both, to, from (as the first one sees it)", or = "both") Way way,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("the management bus is broken before a blade's CBC or a controller")
    record BusCut(
            @About("whose place on the bus") NodeName node,
            @About(value = "which way: both, to, from (as it sees it)", or = "both") Way way,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a controller's line to the arbiter is broken")
    record ArbiterCut(
            @About("whose line: controller-1, controller-2 or active-controller") NodeName node,
            @About(value = "which way: both, to, from (as the controller sees it)", or = "both") Way way,
            @About(LASTS) Duration lasts) implements Fault {}

    // ---- CBCs --------------------------------------------------------------------------------------------------

    @About("a CBC hangs: it hears and says nothing, its board goes on")
    record CbcHang(@About("which slot") int slot, @About(LASTS) Duration lasts) implements Fault {}

    @About("a CBC's microcontroller starts anew; its board goes on")
    record CbcReboot(@About("which slot") int slot) implements Fault {
        @Override
        public Duration lasts() {
            return Duration.ZERO;
        }
    }

    // ---- sensors -----------------------------------------------------------------------------------------------

    @About("a temperature sensor shows the same for ever")
    record SensorStuck(
            @About("which slot") int slot,
            @About(value = SENSOR, min = "1", max = "2", or = "1") int sensor,
            @About(value = "what it shows", min = "-40", max = "300") double celsius,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a temperature sensor shows something else at one reading of ten")
    record SensorJumping(
            @About("which slot") int slot,
            @About(value = SENSOR, min = "1", max = "2", or = "1") int sensor,
            @About(value = "what it jumps to", min = "-40", max = "1000") double celsius,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a temperature sensor shows more or less than there is")
    record SensorOff(
            @About("which slot") int slot,
            @About(value = SENSOR, min = "1", max = "2", or = "1") int sensor,
            @About(value = "by how much", min = "-100", max = "100") double kelvin,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a temperature sensor shows nothing, as its converter's NaN does")
    record SensorNan(
            @About("which slot") int slot,
            @About(value = SENSOR, min = "1", max = "2", or = "1") int sensor,
            @About(LASTS) Duration lasts) implements Fault {}

    // ---- air and power -----------------------------------------------------------------------------------------

    @About("fans of a tray stand")
    record FanStall(
            @About("which tray") int tray,
            @About(value = "which of its fans; 0: both", min = "0", max = "2", or = "0") int fan,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a fan tray is taken out, and put back")
    record FanTrayPulled(@About("which tray") int tray, @About(LASTS) Duration lasts) implements Fault {}

    @About("the air that comes in is warmer or colder")
    record Air(
            @About(value = "how warm", min = "-5", max = "60") double celsius,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("consoles want more or less of the blades than before")
    record Load(
            @About(value = "of which blade; 0: of each", or = "0") int slot,
            @About(value = "part of what it can do", min = "0", max = "1") double share,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a power supply gives nothing; its controller still answers")
    record PsuLoss(@About("which supply") int psu, @About(LASTS) Duration lasts) implements Fault {}

    @About("the rail breaks down: boards and CBCs are without power; the controllers' own supply holds")
    record BrownOut(@About(LASTS) Duration lasts) implements Fault {}

    // ---- hands -------------------------------------------------------------------------------------------------

    @About("an ejector handle opens and closes in quick turns, and ends closed")
    record HandleBounce(
            @About("which slot") int slot,
            @About(value = "how often it opens", min = "1", max = "1000") int times,
            @About(value = "between two turns", min = "1ms", max = "5s") Duration every) implements Fault {
        @Override
        public Duration lasts() {
            return every.multipliedBy(2L * times);
        }
    }

    @About("an ejector handle is opened, as by somebody who wants the blade out, and closed again")
    record HandleOpen(@About("which slot") int slot, @About("until it is closed") Duration lasts) implements Fault {}

    @About("a blade is pulled without asking, and put back")
    record BladePulled(@About("which slot") int slot, @About("until it is back") Duration lasts) implements Fault {}

    @About("the operator wants the blade in the highest slot that serves to be director, or the next one if it is")
    record HandOver() implements Fault {
        @Override
        public Duration lasts() {
            return Duration.ZERO;
        }
    }

    @About("the operator asks for the other controller to be active")
    record SwitchOver() implements Fault {
        @Override
        public Duration lasts() {
            return Duration.ZERO;
        }
    }

    // ---- disks -------------------------------------------------------------------------------------------------

    @About("each read of a blade's disk takes longer")
    record DiskSlow(
            @About("which slot") int slot,
            @About(value = "by so much", min = "1ms", max = "10s") Duration by,
            @About(LASTS) Duration lasts) implements Fault {}

    @About("a blade's disk has no room for anything more")
    record DiskFull(@About("which slot") int slot, @About(LASTS) Duration lasts) implements Fault {}

    @About("requests to a blade's disk end with an input/output error; what it held is lost, and a new one comes")
    record DiskFailing(@About("which slot") int slot, @About("until there is a new disk") Duration lasts) implements Fault {}
}
