package io.mediachassis.sim.console.description;

/** IPv4 addresses as text; names are not looked up. */
public final class Ipv4Text {
    private static final int PARTS = 4;

    private Ipv4Text() {}

    /**
     * The big-endian number of a dotted address.
     *
     * @throws DescriptionException for anything else
     */
    public static int parse(String text) throws DescriptionException {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        for (String part : parts) {
            if (parts.length != PARTS || !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) {
                throw new DescriptionException("'" + text + "' is no IPv4 address");
            }
            address = (address << 8) | Integer.parseInt(part);
        }
        return address;
    }

    public static String of(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + "." + (address >>> 8 & 0xff) + "." + (address & 0xff);
    }

    public static boolean multicast(int address) {
        return address >>> 28 == 0xe;
    }
}
