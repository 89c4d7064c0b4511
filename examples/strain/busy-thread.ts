for (;;) Math.sqrt(performance.now())
