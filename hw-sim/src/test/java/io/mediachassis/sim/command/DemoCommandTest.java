package io.mediachassis.sim.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.mediachassis.sim.unit.TrapTarget;
import io.mediachassis.sim.unit.UnitPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code demo} and {@code bench} are asked for, and what they refuse before anything is started. */
class DemoCommandTest {
    @TempDir
    Path folder;

    private static UnitPlan plan(String... args) throws IOException {
        DemoCommand command = new DemoCommand();
        new CommandLine(command).parseArgs(args);
        return command.plan();
    }

    private static void refused(String message, String... args) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new Simulator()).setErr(new PrintWriter(err));
        assertEquals(2, line.execute(args), err.toString());
        assertTrue(err.toString().startsWith(message), err.toString());
    }

    @Test
    void theUsualUnitHasFourBladesThatSendInTurn() throws IOException {
        UnitPlan plan = plan();
        assertEquals(List.of(1, 2, 3, 4), plan.populated());
        assertEquals(UnitPlan.Media.spread(UnitPlan.SEGMENT_SECONDS), plan.media());
        assertEquals(Path.of("demo-data").toAbsolutePath(), plan.dataFolder());
        assertEquals(8, plan.slotCount());
        assertEquals(16, plan("--blades", "9").slotCount());
        assertTrue(plan("--tokens").playbackTokens());
        assertFalse(plan().playbackTokens());
    }

    @Test
    void takesItsOptions() throws IOException {
        UnitPlan plan = plan("--unit", "7", "--segment-run", "0", "--segment-seconds", "30", "--volumes", "3",
                "--data", folder.resolve("my data").toString(), "--trap", "127.0.0.1:9162", "--trap", "[::1]:200");
        assertEquals(new UnitPlan.Media(30, 2, 0, 3, 0), plan.media());
        assertEquals("127.0.7.100", plan.stationAddress());
        assertEquals(folder.resolve("my data"), plan.dataFolder());
        assertEquals(List.of(new TrapTarget("127.0.0.1", 9162), new TrapTarget("::1", 200)), plan.traps());
        assertEquals("[::1]:200", plan.traps().get(1).toString());
        assertEquals(new TrapTarget("127.0.0.1", 162), TrapTarget.parse("127.0.0.1"));
        assertEquals(new TrapTarget("::1", 162), TrapTarget.parse("::1"));
    }

    @Test
    void aDataFolderBelongsToTheProjectUnlessItIsNamed() throws IOException {
        System.setProperty("chassis.project", folder.toString());
        try {
            assertEquals(folder.resolve("demo-data"), plan().dataFolder());
            assertEquals(folder.resolve("demo-data-7"), plan("--unit", "7").dataFolder());
            assertEquals(folder, plan().installFolder());
            assertEquals(Path.of("d").toAbsolutePath(), plan("--data", "d").dataFolder());
        } finally {
            System.clearProperty("chassis.project");
        }
    }

    @Test
    void refusesWhatItCannotDo() throws IOException {
        refused("--blades takes 2 to 16, not 1", "demo", "--blades", "1");
        refused("--blades takes 2 to 16, not 17", "demo", "--blades", "17");
        refused("a unit is 1 to 254, not 255", "demo", "--unit", "255");
        refused("--volumes takes 1 to 64, not 0", "demo", "--volumes", "0");
        refused("--segment-run takes 0 to 10000, not -1", "demo", "--segment-run=-1");
        refused("--segment-seconds takes 1 to 3600, not 0", "demo", "--segment-seconds", "0");
        refused("--trap here:99999: a port is 1 to 65535, not 99999", "demo", "--trap", "here:99999");
        refused("--trap :162: ':162' is not HOST:PORT", "demo", "--trap", ":162");
        refused("--media " + folder.resolve("none.mp4") + " is not there", "demo", "--media",
                folder.resolve("none.mp4").toString());
        refused("--media " + folder + " is not a file", "demo", "--media", folder.toString());
        refused("Unknown option: '--twice'", "demo", "--twice");
        String nowhere = folder.resolve("none/out.json").toString();
        for (String command : List.of("demo", "bench")) {
            refused("--json " + nowhere + " can't be written: there is no folder " + folder.resolve("none"),
                    command, "--json", nowhere);
            refused("--json " + folder + " is a folder, not a file", command, "--json", folder.toString());
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(), files.toList(), "something was started");
        }
    }
}
