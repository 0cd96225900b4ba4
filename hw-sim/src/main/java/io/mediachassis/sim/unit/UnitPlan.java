package io.mediachassis.sim.unit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What a simulated unit consists of and where on loopback it lives: every board has an address of its own in
 * 127.0.<i>unit</i>.0/24, so that several units can run on one machine.
 *
 * @param unit third byte of the addresses, 1 to 254
 * @param blades how many slots are populated, from slot 1 up, 2 to 16
 * @param slotCount slots of the chassis, 8 or 16
 * @param dataFolder everything that the unit writes
 * @param installFolder the project folder whose modules have been built
 * @param media how programs are cut and spread over the blades
 * @param seed of the simulated hardware
 * @param agentKeys lines that every blade agent's configuration file has beside the usual ones
 */
public record UnitPlan(
        int unit, int blades, int slotCount, Path dataFolder, Path installFolder, Media media, long seed,
        List<String> agentKeys) {
    /**
     * How programs are cut and spread.
     *
     * @param segmentSeconds length of a segment
     * @param copies of each segment
     * @param segmentRun consecutive segments on one blade; 0 keeps whole programs together
     * @param volumes folders that each blade keeps segments in, 1 to 64
     */
    public record Media(int segmentSeconds, int copies, int segmentRun, int volumes) {
        public Media {
            if (volumes < 1 || volumes > 64) {
                throw new IllegalArgumentException("--volumes takes 1 to 64, not " + volumes);
            }
        }

        /** One volume. */
        public Media(int segmentSeconds, int copies, int segmentRun) {
            this(segmentSeconds, copies, segmentRun, 1);
        }

        /** Whole programs, twice. */
        public static Media together(int segmentSeconds) {
            return new Media(segmentSeconds, 2, 0);
        }
    }

    public static final int CONTROLLERS = 2;
    public static final int PSUS = 2;
    public static final int FAN_TRAYS = 2;

    public static final int LINK_PORT = 7400;
    public static final int ENROL_PORT = 7401;
    public static final int RTSP_PORT = 8554;
    public static final int HTTP_PORT = 8080;
    public static final int LOCATE_PORT = 8555;
    public static final int MEDIA_PORT = 5004;
    public static final int API_PORT = 8081;
    public static final int SNMP_PORT = 1161;

    /** For reading the simulated unit only; a real unit's files name their own. */
    public static final String COMMUNITY = "public";

    public static final String V3_USER = "demo";
    public static final String V3_AUTH = "demo-auth-pass";
    public static final String V3_PRIVACY = "demo-priv-pass";

    public UnitPlan {
        agentKeys = List.copyOf(agentKeys);
        if (unit < 1 || unit > 254) {
            throw new IllegalArgumentException("a unit is 1 to 254, not " + unit);
        }
        if (slotCount != 8 && slotCount != 16) {
            throw new IllegalArgumentException("a chassis has 8 or 16 slots, not " + slotCount);
        }
        if (blades < 2 || blades > slotCount) {
            throw new IllegalArgumentException("--blades takes 2 to 16, not " + blades);
        }
    }

    /** The usual unit: 8 slots, or 16 where so many blades need them. */
    public static UnitPlan of(int unit, int blades, Path dataFolder, Path installFolder) {
        return new UnitPlan(unit, blades, blades > 8 ? 16 : 8, dataFolder, installFolder, Media.together(60), 1);
    }

    /** With the usual configuration. */
    public UnitPlan(
            int unit, int blades, int slotCount, Path dataFolder, Path installFolder, Media media, long seed) {
        this(unit, blades, slotCount, dataFolder, installFolder, media, seed, List.of());
    }

    /** The same with these lines in every blade agent's configuration file. */
    public UnitPlan withAgentKeys(String... lines) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, List.of(lines));
    }

    /** The same with so many volumes on each blade. */
    public UnitPlan withVolumes(int count) {
        Media with = new Media(media.segmentSeconds(), media.copies(), media.segmentRun(), count);
        return new UnitPlan(unit, blades, slotCount, dataFolder, installFolder, with, seed, agentKeys);
    }

    public String address(int host) {
        return "127.0." + unit + "." + host;
    }

    public String bladeAddress(int slot) {
        return address(slot);
    }

    public String controllerAddress(int number) {
        return address(100 + number);
    }

    public String stationAddress() {
        return address(100);
    }

    public String managementAddress() {
        return address(110);
    }

    public String chassisSerial() {
        return String.format("MC%05d", unit);
    }

    public String apiUrl(int controller) {
        return "http://" + controllerAddress(controller) + ":" + API_PORT;
    }

    public String stationRtspUrl() {
        return "rtsp://" + stationAddress() + ":" + RTSP_PORT + "/";
    }

    public String stationHttpUrl() {
        return "http://" + stationAddress() + ":" + HTTP_PORT + "/";
    }

    /** The slots that hold a blade at first. */
    public List<Integer> populated() {
        List<Integer> slots = new ArrayList<>();
        for (int slot = 1; slot <= blades; slot++) {
            slots.add(slot);
        }
        return slots;
    }

    public Path logFolder() {
        return dataFolder.resolve("logs");
    }

    /** Folder of one board's own files. */
    public Path boardFolder(String board) {
        return dataFolder.resolve(board);
    }

    /** The start script of an installed module. */
    public Path program(String module, String script) {
        return installed(module).resolve("bin").resolve(script);
    }

    /** The libraries of an installed module. */
    Path libraries(String module) {
        return installed(module).resolve("lib");
    }

    private Path installed(String module) {
        return installFolder.resolve(module).resolve("target").resolve(module);
    }
}
