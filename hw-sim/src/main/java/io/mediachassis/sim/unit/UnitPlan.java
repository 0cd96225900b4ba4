package io.mediachassis.sim.unit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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
 * @param network where the boards' addresses are
 * @param agentKeys lines that every blade agent's configuration file has beside the usual ones
 * @param traps where notifications go, by SNMPv2c and with {@link #COMMUNITY}
 * @param psuWatts what each power supply can give
 * @param controllerKeys lines that both controllers' configuration files have beside the usual ones
 * @param snmp whether an SNMP agent runs beside each controller
 */
public record UnitPlan(
        int unit, int blades, int slotCount, Path dataFolder, Path installFolder, Media media, long seed,
        Network network, List<String> agentKeys, List<TrapTarget> traps, int psuWatts, List<String> controllerKeys,
        boolean snmp) {
    /** How boards reach one another. */
    public enum Network {
        /** All on this machine's loopback, in 127.0.<i>unit</i>.0/24. */
        LOOPBACK,
        /** Each in a network namespace of its own, in 10.<i>unit</i>.0.0/24; takes root. */
        NAMESPACES
    }

    /** On loopback. */
    public UnitPlan(
            int unit, int blades, int slotCount, Path dataFolder, Path installFolder, Media media, long seed) {
        this(unit, blades, slotCount, dataFolder, installFolder, media, seed, Network.LOOPBACK, List.of(), List.of(),
                PSU_WATTS, List.of(), true);
    }

    /**
     * How programs are cut and spread.
     *
     * @param segmentSeconds length of a segment
     * @param copies of each segment
     * @param segmentRun consecutive segments on one blade; 0 keeps whole programs together
     * @param volumes folders that each blade keeps segments in, 1 to 64
     * @param egressBps media that each blade sends at most, bit/s; 0 for what a blade is made for
     */
    public record Media(int segmentSeconds, int copies, int segmentRun, int volumes, long egressBps) {
        public Media {
            if (segmentSeconds < 1 || segmentSeconds > 3600) {
                throw new IllegalArgumentException("--segment-seconds takes 1 to 3600, not " + segmentSeconds);
            }
            if (segmentRun < 0 || segmentRun > 10_000) {
                throw new IllegalArgumentException("--segment-run takes 0 to 10000, not " + segmentRun);
            }
            if (volumes < 1 || volumes > 64) {
                throw new IllegalArgumentException("--volumes takes 1 to 64, not " + volumes);
            }
        }

        /** One volume. */
        public Media(int segmentSeconds, int copies, int segmentRun) {
            this(segmentSeconds, copies, segmentRun, 1, 0);
        }

        /** Whole programs, twice. */
        public static Media together(int segmentSeconds) {
            return new Media(segmentSeconds, 2, 0);
        }

        /** Each segment on two blades, the next on others: a stream passes from engine to engine all the time. */
        public static Media spread(int segmentSeconds) {
            return new Media(segmentSeconds, 2, 1);
        }
    }

    /** Where players run in a unit of namespaces. */
    public static final String PLAYER = "player";

    /** About how long a segment of the usual unit is, s. */
    public static final int SEGMENT_SECONDS = 4;

    /** Below the line of {@link UnitFiles} that switches them off. */
    private static final String PLAYBACK_TOKENS = "playback-tokens = on";

    private static final int LOCK_HOST = 120;
    private static final int PLAYER_HOST = 200;
    private static final int LAUNCHER_HOST = 254;
    public static final int CONTROLLERS = 2;
    public static final int PSUS = 2;
    private static final int PSU_WATTS = 1200;
    public static final int FAN_TRAYS = 2;

    public static final int LINK_PORT = 7400;
    public static final int ENROL_PORT = 7401;
    public static final int RTSP_PORT = 8554;
    public static final int HTTP_PORT = 8080;
    public static final int LOCATE_PORT = 8555;
    public static final int MEDIA_PORT = 5004;
    public static final int API_PORT = 8081;
    public static final int LOGIN_PORT = 8082;
    public static final int SNMP_PORT = 1161;

    /** For reading the simulated unit only; a real unit's files name their own. */
    public static final String COMMUNITY = "public";

    public static final String V3_USER = "demo";
    public static final String V3_AUTH = "demo-auth-pass";
    public static final String V3_PRIVACY = "demo-priv-pass";

    public UnitPlan {
        agentKeys = List.copyOf(agentKeys);
        traps = List.copyOf(traps);
        controllerKeys = List.copyOf(controllerKeys);
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

    /**
     * The usual unit: 8 slots, or 16 where so many blades need them. Its segments are short, so that a hand-over is seen
     * soon; those of the product are of a minute.
     */
    public static UnitPlan of(int unit, int blades, Path dataFolder, Path installFolder) {
        return new UnitPlan(
                unit, blades, blades > 8 ? 16 : 8, dataFolder, installFolder, Media.spread(SEGMENT_SECONDS), 1);
    }

    /** The same as another unit. */
    public UnitPlan asUnit(int number, Path folder) {
        return new UnitPlan(
                number, blades, slotCount, folder, installFolder, media, seed, network, agentKeys, traps, psuWatts,
                controllerKeys, snmp);
    }

    /** The same with its programs cut and spread so. */
    public UnitPlan withMedia(Media with) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, with, seed, network, agentKeys, traps,
                psuWatts, controllerKeys, snmp);
    }

    /** The same with other power supplies. */
    public UnitPlan withPsuWatts(int watts) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, network, agentKeys, traps,
                watts, controllerKeys, snmp);
    }

    /** The same with its notifications sent there. */
    public UnitPlan withTraps(List<TrapTarget> targets) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, network, agentKeys, targets,
                psuWatts, controllerKeys, snmp);
    }

    /** The same with these lines in every blade agent's configuration file. */
    public UnitPlan withAgentKeys(String... lines) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, network, List.of(lines), traps,
                psuWatts, controllerKeys, snmp);
    }

    /** The same with these lines in both controllers' configuration files. */
    public UnitPlan withControllerKeys(String... lines) {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, network, agentKeys, traps, psuWatts,
                List.of(lines), snmp);
    }

    /** The same without SNMP, for whom nobody asks by it: two processes less. */
    public UnitPlan withoutSnmp() {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, network, agentKeys, traps, psuWatts,
                controllerKeys, false);
    }

    /** The same where consoles need a token to play, as on a unit of hardware. */
    public UnitPlan withPlaybackTokens() {
        List<String> keys = new ArrayList<>(agentKeys);
        keys.add(PLAYBACK_TOKENS);
        return withAgentKeys(keys.toArray(String[]::new));
    }

    /** Whether they do. */
    public boolean playbackTokens() {
        return agentKeys.contains(PLAYBACK_TOKENS);
    }

    /** The same with so many volumes on each blade. */
    public UnitPlan withVolumes(int count) {
        return withMedia(
                new Media(media.segmentSeconds(), media.copies(), media.segmentRun(), count, media.egressBps()));
    }

    /** The same where each blade sends so much at most, bit/s. */
    public UnitPlan withEgress(long bps) {
        return withMedia(
                new Media(media.segmentSeconds(), media.copies(), media.segmentRun(), media.volumes(), bps));
    }

    /** The same in namespaces. */
    public UnitPlan inNamespaces() {
        return new UnitPlan(
                unit, blades, slotCount, dataFolder, installFolder, media, seed, Network.NAMESPACES, agentKeys, traps,
                psuWatts, controllerKeys, snmp);
    }

    public String address(int host) {
        return switch (network) {
            case LOOPBACK -> "127.0." + unit + "." + host;
            case NAMESPACES -> "10." + unit + ".0." + host;
        };
    }

    /** On loopback: a port there is the sign that this unit runs. */
    String lockAddress() {
        return "127.0." + unit + "." + LOCK_HOST;
    }

    /** The launcher's, where the boards are not on its loopback. */
    String launcherAddress() {
        return address(LAUNCHER_HOST);
    }

    /** Boards by name, and a place for players, with their addresses; an SNMP agent lives where its controller does. */
    Map<String, String> hosts() {
        Map<String, String> hosts = new TreeMap<>();
        populated().forEach(slot -> hosts.put("blade-" + slot, bladeAddress(slot)));
        for (int n = 1; n <= CONTROLLERS; n++) {
            hosts.put("controller-" + n, controllerAddress(n));
        }
        hosts.put(PLAYER, address(PLAYER_HOST));
        return hosts;
    }

    /** Addresses that several boards have and one of them answers for. */
    Map<String, String> sharedAddresses() {
        Map<String, String> shared = new TreeMap<>();
        populated().forEach(slot -> shared.put("blade-" + slot, stationAddress()));
        for (int n = 1; n <= CONTROLLERS; n++) {
            shared.put("controller-" + n, managementAddress());
        }
        return shared;
    }

    public String bladeAddress(int slot) {
        return address(slot);
    }

    public String controllerAddress(int number) {
        return address(100 + number);
    }

    /** By which the registry and people know the station. */
    public String stationName() {
        return "station-" + unit;
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
