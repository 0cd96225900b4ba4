package io.mediachassis.snmp.alarm;

/** The kinds of alarms: a row of alarmModelTable each. */
enum AlarmType {
    NO_DIRECTOR(1, "No blade is director: consoles get no answer"),
    BLADE_LOST(2, "A blade does not answer"),
    PART_FAILED(3, "A board, power supply, fan or fan tray has failed"),
    SENSOR_FAILED(4, "A sensor can't be read although its board answers"),
    LINK_DOWN(5, "A network port that is not shut has no link"),
    BLADE_PROBLEM(6, "A blade tells of something that a person must act on"),
    THRESHOLD(7, "A sensor is beyond one of its thresholds"),
    COOLING(8, "Fans do not simply follow the temperature, or a blade is held back or off for heat");

    private final int index;
    private final String description;

    AlarmType(int index, String description) {
        this.index = index;
        this.description = description;
    }

    /** alarmModelIndex. */
    int index() {
        return index;
    }

    /** alarmModelDescription. */
    String description() {
        return description;
    }
}
