/** What is told to network management without being asked, and that it is told once. */
@NullMarked
package io.mediachassis.snmp.notification;

import org.jspecify.annotations.NullMarked;
