from tasklake_devkit.cli.app import main

main()
